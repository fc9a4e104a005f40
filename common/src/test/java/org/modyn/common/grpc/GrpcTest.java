package org.modyn.common.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.grpc.ConnectivityState;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.DatasetAvailableResponse;
import org.modyn.proto.storage.GetDataPerWorkerRequest;
import org.modyn.proto.storage.GetDataPerWorkerResponse;
import org.modyn.proto.storage.StorageGrpc;

/** A real server and a real client, over loopback. */
class GrpcTest {
  /** The dataset of a stream that does not fail. */
  private static final String COMPLETE = "complete";

  private static final int KEYS_A_MESSAGE = 100_000;

  private final TestService service = new TestService();
  private GrpcServer server;
  private GrpcClient client;

  @BeforeEach
  void start() {
    server =
        GrpcServer.start(
            "test", new ServiceAddress("localhost", 0), List.of(service.bindService()));
    client = GrpcClient.connect("test", server.address());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void healthIsServed() {
    var health = HealthGrpc.newBlockingStub(client.channel());
    var request = HealthCheckRequest.newBuilder().setService("modyn.storage.Storage").build();
    assertThat(health.check(request).getStatus()).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void anExceptionKeepsItsCategoryAndMessage() {
    assertThatThrownBy(() -> call("missing"))
        .asInstanceOf(type(StatusRuntimeException.class))
        .satisfies(
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND),
            e ->
                assertThat(GrpcErrors.toModynException("test", e))
                    .hasMessage("test: no dataset 'missing'")
                    .extracting(ModynException::category)
                    .isEqualTo(ErrorCategory.NOT_FOUND));
  }

  @Test
  void aBugIsInternalWithAnErrorId() {
    assertThatThrownBy(() -> call("bug"))
        .asInstanceOf(type(StatusRuntimeException.class))
        .extracting(e -> e.getStatus().getDescription())
        .asString()
        .matches("internal error [0-9a-f]{8}: a bug; see the server's log for this id");
  }

  @Test
  void aFailedAssertionIsABug() {
    assertThatThrownBy(() -> call("assertion"))
        .hasMessageContaining("INTERNAL: internal error")
        .hasMessageContaining("an assertion");
  }

  @Test
  void aServerOutOfMemoryKeepsRunningAndGivesAdvice() {
    assertThatThrownBy(() -> call("large"))
        .hasMessageStartingWith("RESOURCE_EXHAUSTED: out of memory (Java heap space; the heap is")
        .hasMessageContaining("MODYN_JAVA_OPTIONS=-Xmx8g");
    assertThatThrownBy(() -> call("missing")).hasMessageStartingWith("NOT_FOUND");
  }

  @Test
  void aStreamEndsWithTheErrorOfItsIterator() {
    assertEndsWith("DATA_LOSS: the file is gone", stream(3, "gone"));
    assertEndsWith("RESOURCE_EXHAUSTED: out of memory (Java heap space", stream(3, "large"));
  }

  private static void assertEndsWith(String error, Iterator<GetDataPerWorkerResponse> responses) {
    assertThat(responses.next().getKeysCount()).isEqualTo(KEYS_A_MESSAGE);
    assertThatThrownBy(() -> responses.forEachRemaining(response -> {}))
        .hasMessageStartingWith(error);
  }

  @Test
  void aStreamWaitsForItsReader() throws InterruptedException {
    int messages = 1_000;
    Iterator<GetDataPerWorkerResponse> responses = stream(messages, COMPLETE);
    assertThat(responses.next().getKeysCount()).isEqualTo(KEYS_A_MESSAGE);
    awaitStandstill(service.computed);
    // 800 KB a message: all of them are 800 MB, the flow-control window is 8 MB
    assertThat(service.computed.get()).isLessThan(messages / 2);
    int received = 1;
    while (responses.hasNext()) {
      responses.next();
      received++;
    }
    assertThat(received).isEqualTo(messages);
    assertThat(service.closed.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aPortThatAConnectionHoldsIsWaitedFor() throws Exception {
    try (ServerSocket peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket connection = new Socket(peer.getInetAddress(), peer.getLocalPort())) {
      ServiceAddress held = new ServiceAddress("127.0.0.1", connection.getLocalPort());
      CompletableFuture<GrpcServer> second =
          CompletableFuture.supplyAsync(() -> GrpcServer.start("second", held, List.of()));
      assertThatThrownBy(() -> second.get(700, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      // with a reset the port is free at once, without the wait of a closed connection
      connection.setSoLinger(true, 0);
      connection.close();
      try (GrpcServer started = second.get(60, TimeUnit.SECONDS)) {
        assertThat(started.address()).isEqualTo(held);
      }
    }
  }

  @Test
  void aTakenPortIsNamed() {
    assertThatThrownBy(() -> GrpcServer.start("second", server.address(), List.of()))
        .isInstanceOf(ModynException.class)
        .hasMessage(
            String.format(
                Locale.ROOT,
                "second cannot listen on %s: the port is in use by process %d (java); stop the"
                    + " other process or configure another port",
                server.address(),
                ProcessHandle.current().pid()));
  }

  @Test
  void aDeadServerIsNamed() {
    ServiceAddress address = server.address();
    server.close();
    assertThatThrownBy(() -> client.awaitReady(Duration.ofMillis(300)))
        .isInstanceOf(ModynException.class)
        .hasMessageStartingWith("cannot reach the test at " + address);
  }

  /** The limit of the test is less than the time that it would wait for a server that listens. */
  @Test
  @Timeout(60)
  void whereNothingListensNothingIsWaitedFor() {
    ServiceAddress address = server.address();
    server.close();
    List<String> waits = new CopyOnWriteArrayList<>();
    assertThatThrownBy(() -> client.awaitRunning(Duration.ofHours(1), new WaitLines(waits::add)))
        .isInstanceOf(ModynException.class)
        .hasMessage(
            "cannot reach the test at %s: Connection refused; is the address right, and the server"
                + " running?",
            address);
    assertThat(waits).isEmpty();
  }

  @Test
  void aServerThatDoesNotAnswerIsWaitedFor() throws IOException {
    List<String> waits = new CopyOnWriteArrayList<>();
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        GrpcClient waiting =
            GrpcClient.connect("test", new ServiceAddress("localhost", silent.getLocalPort()))) {
      assertThatThrownBy(
              () -> waiting.awaitRunning(Duration.ofSeconds(6), new WaitLines(waits::add)))
          .hasMessageEndingWith("no connection within 6 seconds; is it running?");
      assertThat(waits)
          .containsExactly("waiting for the test at " + waiting.target() + ": it does not answer");
    }
  }

  @Test
  void aServerThatRunsIsNotWaitedFor() {
    List<String> waits = new CopyOnWriteArrayList<>();
    client.awaitRunning(Duration.ofSeconds(30), new WaitLines(waits::add));
    assertThat(client.channel().getState(false)).isEqualTo(ConnectivityState.READY);
  }

  @Test
  void aServerThatIsBackIsReachedAtOnce() {
    ServiceAddress address = server.address();
    server.close();
    client.close();
    client = GrpcClient.connect("test", ServiceTarget.of(address), Duration.ofSeconds(1));
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> call("missing")).hasMessageStartingWith("UNAVAILABLE");
    }
    server = GrpcServer.start("test", address, List.of(service.bindService()));
    assertThatThrownBy(() -> call("missing")).hasMessageStartingWith("NOT_FOUND");
  }

  @Test
  void theErrorOfAServerBehindTheServerIsNotTriedAgain() {
    assertThatThrownBy(() -> call("unreachable")).hasMessageStartingWith("UNAVAILABLE");
    assertThat(service.calls.get()).isEqualTo(1);
  }

  private static void awaitStandstill(AtomicLong counter) throws InterruptedException {
    long before = -1;
    while (counter.get() != before) {
      before = counter.get();
      Thread.sleep(300);
    }
  }

  private DatasetAvailableResponse call(String datasetId) {
    return StorageGrpc.newBlockingStub(client.channel())
        .checkAvailability(DatasetAvailableRequest.newBuilder().setDatasetId(datasetId).build());
  }

  private Iterator<GetDataPerWorkerResponse> stream(int messages, String datasetId) {
    return StorageGrpc.newBlockingStub(client.channel())
        .getDataPerWorker(
            GetDataPerWorkerRequest.newBuilder()
                .setTotalWorkers(messages)
                .setDatasetId(datasetId)
                .build());
  }

  private static final class TestService extends StorageGrpc.StorageImplBase {
    final AtomicLong calls = new AtomicLong();
    final AtomicLong computed = new AtomicLong();
    final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public void checkAvailability(
        DatasetAvailableRequest request, StreamObserver<DatasetAvailableResponse> observer) {
      calls.incrementAndGet();
      fail(request.getDatasetId());
    }

    private static void fail(String datasetId) {
      switch (datasetId) {
        case "unreachable" ->
            throw new ModynException(
                ErrorCategory.UNAVAILABLE,
                "cannot reach the other server",
                Status.UNAVAILABLE.asRuntimeException());
        case "bug" -> throw new IllegalStateException("a bug");
        case "assertion" -> throw new AssertionError("an assertion");
        case "large" -> throw new OutOfMemoryError("Java heap space");
        case "gone" -> throw ModynException.dataLoss("the file is gone");
        default -> throw ModynException.notFound("no dataset '%s'", datasetId);
      }
    }

    @Override
    public void getDataPerWorker(
        GetDataPerWorkerRequest request, StreamObserver<GetDataPerWorkerResponse> observer) {
      Streams.sendAll(observer, new Messages(request.getTotalWorkers(), request.getDatasetId()));
    }

    private final class Messages implements Iterator<GetDataPerWorkerResponse>, AutoCloseable {
      private final int messages;
      private final String datasetId;
      private int sent;

      Messages(int messages, String datasetId) {
        this.messages = messages;
        this.datasetId = datasetId;
      }

      @Override
      public boolean hasNext() {
        return sent < messages;
      }

      @Override
      public GetDataPerWorkerResponse next() {
        if (sent == messages - 1 && !datasetId.equals(COMPLETE)) {
          fail(datasetId);
        }
        sent++;
        computed.incrementAndGet();
        var response = GetDataPerWorkerResponse.newBuilder();
        LongStream.range(1L << 56, (1L << 56) + KEYS_A_MESSAGE).forEach(response::addKeys);
        return response.build();
      }

      @Override
      public void close() {
        closed.countDown();
      }
    }
  }
}
