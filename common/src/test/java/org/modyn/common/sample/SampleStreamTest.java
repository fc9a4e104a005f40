package org.modyn.common.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.stub.StreamObserver;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.proto.storage.GetRequest;
import org.modyn.proto.storage.GetResponse;
import org.modyn.proto.storage.StorageGrpc;

/** Both sides over real connections, also against the generated code. */
final class SampleStreamTest {
  private static final int SAMPLE_BYTES = 1000;

  private GrpcServer server;
  private GrpcClient client;

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void carriesEverySampleWithItsKey() {
    serve(SampleStreamTest::samplesOf);
    long[] keys = keys(30_000);
    List<Long> received = new ArrayList<>();
    try (SampleStream stream = new SampleClient(client.channel()).get("dataset", keys)) {
      for (SampleBatch batch = stream.next(); batch != null; batch = stream.next()) {
        for (int i = 0; i < batch.size(); i++) {
          assertThat(batch.length(i)).isEqualTo(SAMPLE_BYTES);
          assertThat(batch.label(i)).isEqualTo(-batch.key(i));
          assertThat(batch.bytes().get(ValueLayout.JAVA_LONG_UNALIGNED, batch.offset(i)))
              .isEqualTo(batch.key(i));
          received.add(batch.key(i));
        }
        batch.close();
      }
      assertThat(stream.next()).isNull();
    }
    assertThat(received).hasSize(keys.length).doesNotHaveDuplicates();
  }

  @Test
  void theGeneratedClientReadsOurServer() {
    serve(SampleStreamTest::samplesOf);
    GetRequest request = request(keys(10_000));
    Iterator<GetResponse> responses = StorageGrpc.newBlockingStub(client.channel()).get(request);
    int samples = 0;
    while (responses.hasNext()) {
      GetResponse response = responses.next();
      assertThat(response.getSerializedSize()).isLessThan(3 << 20);
      for (int i = 0; i < response.getSamplesCount(); i++) {
        assertThat(
                response
                    .getSamples(i)
                    .asReadOnlyByteBuffer()
                    .order(ByteOrder.nativeOrder())
                    .getLong())
            .isEqualTo(response.getKeys(i));
        samples++;
      }
    }
    assertThat(samples).isEqualTo(10_000);
  }

  @Test
  void ourClientReadsTheGeneratedServer() {
    StorageGrpc.StorageImplBase service =
        new StorageGrpc.StorageImplBase() {
          @Override
          public void get(GetRequest request, StreamObserver<GetResponse> observer) {
            for (long key : request.getKeysList()) {
              observer.onNext(
                  GetResponse.newBuilder()
                      .addSamples(ByteString.copyFromUtf8("sample " + key))
                      .addKeys(key)
                      .addLabels(1)
                      .build());
            }
            observer.onCompleted();
          }
        };
    server =
        GrpcServer.start(
            "storage", new ServiceAddress("localhost", 0), List.of(service.bindService()));
    client = GrpcClient.connect("storage", server.address());
    try (SampleStream stream = new SampleClient(client.channel()).get("dataset", keys(100))) {
      int batches = 0;
      for (SampleBatch batch = stream.next(); batch != null; batch = stream.next()) {
        byte[] sample =
            batch.bytes().asSlice(batch.offset(0), batch.length(0)).toArray(ValueLayout.JAVA_BYTE);
        assertThat(new String(sample, UTF_8)).isEqualTo("sample " + batch.key(0));
        batches++;
        batch.close();
      }
      assertThat(batches).isEqualTo(100);
    }
  }

  @Test
  void noKeysAreAnEmptyAnswer() {
    serve(SampleStreamTest::samplesOf);
    try (SampleStream stream = new SampleClient(client.channel()).get("dataset", new long[0])) {
      assertThat(stream.next()).isNull();
    }
  }

  /** A server answers 2,000 requests at a time. */
  @Test
  @Timeout(60)
  void requestsThatNeverEndAreNotAmongThoseThatAreAnswered() {
    serve(SampleStreamTest::samplesOf);
    // a client of the original method would not send the begin of a request alone
    MethodDescriptor<GetRequest, GetResponse> streamed =
        StorageGrpc.getGetMethod().toBuilder().setType(MethodType.BIDI_STREAMING).build();
    List<GrpcClient> others = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        GrpcClient other = GrpcClient.connect("storage", server.address());
        others.add(other);
        for (int call = 0; call < 700; call++) {
          ClientCall<GetRequest, GetResponse> begun =
              other.channel().newCall(streamed, CallOptions.DEFAULT);
          begun.start(new ClientCall.Listener<>() {}, new Metadata());
          begun.sendMessage(request(keys(1)));
        }
        assertThat(StorageGrpc.newBlockingStub(other.channel()).get(request(keys(10))).hasNext())
            .isTrue();
      }
    } finally {
      others.forEach(GrpcClient::close);
    }
  }

  @Test
  void aServerDoesNotRunAheadOfItsReader() {
    AtomicLong produced = new AtomicLong();
    serve(request -> endless(produced));
    try (SampleStream stream = new SampleClient(client.channel()).get("dataset", keys(1))) {
      for (int taken = 1; taken <= 300; taken++) {
        stream.next().close();
        // the window is 8 MiB, a message 1 MB; the rest is what both sides hold
        assertThat(produced.get()).isLessThan(taken + 24L);
      }
    }
  }

  @Test
  void closingEndsTheRequestOnTheServer() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    serve(
        request -> {
          Context.current().addListener(context -> cancelled.countDown(), Runnable::run);
          return endless(new AtomicLong());
        });
    SampleStream stream = new SampleClient(client.channel()).get("dataset", keys(1));
    stream.next().close();
    CompletableFuture<Throwable> reader =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                while (true) {
                  stream.next().close();
                }
              } catch (ModynException e) {
                return e;
              }
            });
    stream.close();
    assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(reader.get(30, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            ModynException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.CANCELLED));
  }

  @Test
  void anErrorKeepsItsCategoryAndMessage() {
    serve(
        request -> {
          throw ModynException.notFound("no dataset 'nowhere'");
        });
    try (SampleStream stream = new SampleClient(client.channel()).get("nowhere", keys(1))) {
      assertThatThrownBy(stream::next)
          .isInstanceOfSatisfying(
              ModynException.class,
              e -> assertThat(e.category()).isEqualTo(ErrorCategory.NOT_FOUND))
          .hasMessageContaining("no dataset 'nowhere'");
    }
  }

  @Test
  void anErrorInTheMiddleComesAfterTheSamplesBeforeIt() {
    serve(
        request -> {
          SampleProducer samples = samplesOf(request);
          int[] messages = {0};
          return message -> {
            if (messages[0]++ == 2) {
              throw ModynException.dataLoss("a file vanished");
            }
            return samples.produce(message);
          };
        });
    try (SampleStream stream = new SampleClient(client.channel()).get("dataset", keys(100_000))) {
      stream.next().close();
      stream.next().close();
      assertThatThrownBy(stream::next)
          .isInstanceOfSatisfying(
              ModynException.class,
              e -> assertThat(e.category()).isEqualTo(ErrorCategory.DATA_LOSS))
          .hasMessageContaining("a file vanished");
    }
  }

  @Test
  void anInterruptedReaderGivesUp() {
    serve(request -> endless(new AtomicLong()));
    try (SampleStream stream = new SampleClient(client.channel()).get("dataset", keys(1))) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(
              () -> {
                while (true) {
                  stream.next().close();
                }
              })
          .isInstanceOfSatisfying(
              ModynException.class,
              e -> assertThat(e.category()).isEqualTo(ErrorCategory.CANCELLED));
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private void serve(Function<SampleRequest, SampleProducer> producers) {
    server =
        GrpcServer.start(
            "storage",
            new ServiceAddress("localhost", 0),
            List.of(
                SampleService.withGet(
                    new StorageGrpc.StorageImplBase() {}.bindService(), producers, 10_000)));
    client = GrpcClient.connect("storage", server.address());
    client.awaitReady(Duration.ofSeconds(30));
  }

  /** For each key a sample that begins with it and the label {@code -key}. */
  private static SampleProducer samplesOf(SampleRequest request) {
    MemorySegment sample = MemorySegment.ofArray(new byte[SAMPLE_BYTES]);
    int[] next = {0};
    return message -> {
      while (next[0] < request.keys().length && message.fits(SAMPLE_BYTES)) {
        long key = request.keys()[next[0]++];
        sample.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, key);
        message.add(sample, 0, SAMPLE_BYTES, key, -key);
      }
      return next[0] < request.keys().length;
    };
  }

  private static SampleProducer endless(AtomicLong produced) {
    MemorySegment sample = MemorySegment.ofArray(new byte[1_000_000]);
    return message -> {
      message.add(sample, 0, 1_000_000, produced.incrementAndGet(), 0);
      return true;
    };
  }

  private static GetRequest request(long[] keys) {
    GetRequest.Builder request = GetRequest.newBuilder().setDatasetId("dataset");
    for (long key : keys) {
      request.addKeys(key);
    }
    return request.build();
  }

  private static long[] keys(int count) {
    long[] keys = new long[count];
    for (int i = 0; i < count; i++) {
      keys[i] = i * 1_000_003L;
    }
    return keys;
  }
}
