package org.modyn.common.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.grpc.ServiceTarget;
import org.modyn.common.testing.CuttableProxy;
import org.modyn.proto.storage.StorageGrpc;

/** Servers die while they answer. */
final class SampleResumeTest {
  private static final int SAMPLE_BYTES = 1000;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<CuttableProxy> ways = new ArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile int answering;

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  @Test
  void anotherServerAnswersTheRestExactlyOnce() {
    SampleClient client = connect(3, SampleResumeTest::samplesOf);
    long[] keys = new Random(1).longs(100_000, 0, 60_000).toArray();
    List<Long> received = new ArrayList<>();
    try (SampleStream stream = client.get("dataset", keys)) {
      receive(stream, 3, received);
      ways.get(answering).cut();
      receive(stream, 40, received);
      ways.get(answering).cut();
      receive(stream, Integer.MAX_VALUE, received);
      assertThat(stream.next()).isNull();
    }
    assertThat(requests.get()).isEqualTo(3);
    long[] came = received.stream().mapToLong(Long::longValue).sorted().toArray();
    assertThat(came).isEqualTo(Arrays.stream(keys).sorted().toArray());
  }

  @Test
  void aServerThatStaysAwayIsUnavailable() {
    SampleClient client = connect(1, SampleResumeTest::samplesOf);
    try (SampleStream stream =
        client.get("dataset", IntStream.range(0, 100_000).asLongStream().toArray())) {
      receive(stream, 1, new ArrayList<>());
      ways.getFirst().cut();
      assertThatThrownBy(() -> receive(stream, Integer.MAX_VALUE, new ArrayList<>()))
          .isInstanceOfSatisfying(
              ModynException.class,
              e -> assertThat(e.category()).isEqualTo(ErrorCategory.UNAVAILABLE));
    }
  }

  @Test
  void serversThatOnlyBeginToAnswerAreNotAskedForever() {
    SampleClient client =
        connect(
            1,
            request ->
                message -> {
                  throw ModynException.unavailable("the disk is away");
                });
    try (SampleStream stream = client.get("dataset", new long[] {1})) {
      assertThatThrownBy(stream::next).hasMessageContaining("the disk is away");
    }
    assertThat(requests.get()).isEqualTo(6);
  }

  @Test
  void otherErrorsInTheMiddleAreFinal() {
    SampleClient client =
        connect(
            2,
            request -> {
              SampleProducer samples = samplesOf(request);
              int[] messages = {0};
              return message -> {
                if (messages[0]++ == 1) {
                  throw ModynException.dataLoss("a file vanished");
                }
                return samples.produce(message);
              };
            });
    try (SampleStream stream =
        client.get("dataset", IntStream.range(0, 10_000).asLongStream().toArray())) {
      receive(stream, 1, new ArrayList<>());
      assertThatThrownBy(stream::next).hasMessageContaining("a file vanished");
    }
    assertThat(requests.get()).isEqualTo(1);
  }

  private SampleClient connect(int servers, Function<SampleRequest, SampleProducer> producers) {
    for (int i = 0; i < servers; i++) {
      int server = i;
      GrpcServer started =
          GrpcServer.start(
              "storage",
              new ServiceAddress("localhost", 0),
              List.of(
                  SampleService.withGet(
                      new StorageGrpc.StorageImplBase() {}.bindService(),
                      request -> {
                        answering = server;
                        requests.incrementAndGet();
                        return producers.apply(request);
                      },
                      1000)));
      open.add(started);
      ways.add(CuttableProxy.to(started.address().port()));
    }
    open.addAll(ways);
    GrpcClient client =
        GrpcClient.connect(
            "storage",
            new ServiceTarget(
                ways.stream().map(way -> new ServiceAddress("localhost", way.port())).toList()),
            Duration.ofSeconds(5));
    open.add(client);
    return new SampleClient(client.channel());
  }

  private static void receive(SampleStream stream, int batches, List<Long> received) {
    for (int count = 0; count < batches; count++) {
      SampleBatch batch = stream.next();
      if (batch == null) {
        return;
      }
      for (int i = 0; i < batch.size(); i++) {
        assertThat(batch.bytes().get(ValueLayout.JAVA_LONG_UNALIGNED, batch.offset(i)))
            .isEqualTo(batch.key(i));
        assertThat(batch.label(i)).isEqualTo(-batch.key(i));
        received.add(batch.key(i));
      }
      batch.close();
    }
  }

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
}
