package org.modyn.common.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.DatasetAvailableResponse;
import org.modyn.proto.storage.GetDataPerWorkerRequest;
import org.modyn.proto.storage.GetDataPerWorkerResponse;
import org.modyn.proto.storage.StorageGrpc;

/** What a server does to clients that take too much of it: real connections, over loopback. */
final class ConnectionLimitsTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(700);
  private static final String OTHER_ADDRESS = "127.0.0.2";

  private final List<AutoCloseable> resources = new ArrayList<>();
  private final CountDownLatch streamClosed = new CountDownLatch(1);
  private GrpcServer server;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : resources.reversed()) {
      resource.close();
    }
  }

  @Test
  void connectionsOfAnAddressAreLimitedAndOthersAreServed() throws IOException {
    start(limits(100, 3, LONG, LONG, LONG));
    for (int i = 0; i < 3; i++) {
      connect(OTHER_ADDRESS);
    }
    assertThat(available(client(Duration.ofSeconds(60)))).isTrue();
    for (int i = 0; i < 2; i++) {
      connect("127.0.0.1");
    }
    assertRefused("the test has 3 connections from 127.0.0.1, which is its limit");
  }

  @Test
  void aRefusedClientIsServedWhenThereIsRoom() throws Exception {
    start(limits(2, 2, LONG, LONG, LONG));
    Socket first = connect(OTHER_ADDRESS);
    connect(OTHER_ADDRESS);
    assertRefused("the test has 2 connections, which is its limit");
    CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(() -> available(client(Duration.ofSeconds(60))));
    first.close();
    assertThat(waiting.get(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void farTooManyConnectionsAreClosedAtOnce() throws IOException {
    start(limits(1, 1, LONG, LONG, LONG));
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < 1 + Connections.MAXIMUM_REFUSED + 20; i++) {
      sockets.add(connect("127.0.0.1"));
    }
    sockets.getLast().setSoTimeout(10_000);
    assertEnds(sockets.getLast());
    sockets.getFirst().setSoTimeout(200);
    assertThatThrownBy(() -> sockets.getFirst().getInputStream().readAllBytes())
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void aConnectionThatSaysNothingIsClosed() throws IOException {
    start(limits(10, 10, SHORT, LONG, LONG));
    Socket silent = connect("127.0.0.1");
    silent.setSoTimeout(10_000);
    assertEnds(silent);
  }

  @Test
  void anIdleConnectionIsClosedAndOpenedAgainByTheNextCall() throws InterruptedException {
    start(limits(10, 10, LONG, SHORT, LONG));
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.address().port()).usePlaintext().build();
    resources.add(channel::shutdownNow);
    assertThat(available(channel)).isTrue();
    CountDownLatch left = new CountDownLatch(1);
    channel.notifyWhenStateChanged(ConnectivityState.READY, left::countDown);
    assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(available(channel)).isTrue();
  }

  @Test
  void aCallWhoseResponseIsNotReadEndsAndOthersGoOn() throws Exception {
    start(limits(10, 10, LONG, LONG, SHORT));
    ManagedChannel channel = client(Duration.ofSeconds(60)).channel();
    ClientCall<GetDataPerWorkerRequest, GetDataPerWorkerResponse> call =
        channel.newCall(StorageGrpc.getGetDataPerWorkerMethod(), CallOptions.DEFAULT);
    CompletableFuture<Status> end = new CompletableFuture<>();
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            end.complete(status);
          }
        },
        new Metadata());
    call.sendMessage(GetDataPerWorkerRequest.getDefaultInstance());
    call.halfClose();
    assertThat(streamClosed.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(StorageGrpc.newBlockingStub(channel).checkAvailability(request()).getAvailable())
        .isTrue();
    // what has arrived is delivered before the end
    call.request(Integer.MAX_VALUE);
    assertThat(end.get(10, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.CANCELLED);
  }

  @Test
  void aResponseThatIsReadSlowlyDoesNotEnd() throws Exception {
    start(limits(10, 10, LONG, LONG, Duration.ofSeconds(5)));
    Iterator<GetDataPerWorkerResponse> messages =
        StorageGrpc.newBlockingStub(client(Duration.ofSeconds(60)).channel())
            .getDataPerWorker(GetDataPerWorkerRequest.getDefaultInstance());
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(8)) {
      assertThat(messages.next().getKeysCount()).isPositive();
      Thread.sleep(20);
    }
    assertThat(streamClosed.getCount()).isEqualTo(1);
  }

  @Test
  void halfOfTheFilesAreLeftForOthers() {
    ConnectionLimits few = ConnectionLimits.DEFAULT.within(1_024);
    assertThat(few.connections()).isEqualTo(512);
    assertThat(few.connectionsPerAddress()).isEqualTo(512);
    assertThat(ConnectionLimits.DEFAULT.within(1 << 20)).isEqualTo(ConnectionLimits.DEFAULT);
  }

  @Test
  void theDefaultsAreDocumented() throws IOException {
    ConnectionLimits limits = ConnectionLimits.DEFAULT;
    List<String> rows =
        Stream.of(
                row("connections of a server", "%,d", limits.connections()),
                row("connections from one address", "%,d", limits.connectionsPerAddress()),
                row("calls in progress on a connection", "%,d", limits.callsPerConnection()),
                row("size of a request", "%d MiB", limits.requestBytes() >> 20),
                row("handshake of a connection", "%d s", limits.handshake().toSeconds()),
                row("connection without data", "%d s", limits.keepAlive().toSeconds()),
                row("answer to that", "%d s", limits.keepAliveAnswer().toSeconds()),
                row("connection without calls", "%d min", limits.idle().toMinutes()),
                row("response that is not read", "%d min", limits.unread().toMinutes()))
            .toList();
    assertThat(Files.readString(Path.of("../docs/OPERATIONS.md"))).contains(rows);
  }

  private static String row(String name, String format, Object value) {
    return "| %s | %s |".formatted(name, String.format(Locale.ROOT, format, value));
  }

  private static ConnectionLimits limits(
      int connections, int perAddress, Duration handshake, Duration idle, Duration unread) {
    return new ConnectionLimits(
        connections, perAddress, 100, 1 << 20, handshake, LONG, LONG, idle, unread);
  }

  private void start(ConnectionLimits limits) {
    server =
        GrpcServer.start(
            "test",
            new ServiceAddress("0.0.0.0", 0),
            List.of(new TestService().bindService()),
            CallObserver.NONE,
            ServerProtection.NONE,
            limits);
    resources.add(server);
  }

  private GrpcClient client(Duration patience) {
    GrpcClient client =
        GrpcClient.connect(
            "test",
            ServiceTarget.of(new ServiceAddress("127.0.0.1", server.address().port())),
            patience);
    resources.add(client);
    return client;
  }

  /** Opens a connection from an address of this machine; it says nothing. */
  private Socket connect(String from) throws IOException {
    Socket socket = new Socket();
    resources.add(socket);
    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    socket.connect(new InetSocketAddress("127.0.0.1", server.address().port()));
    return socket;
  }

  private void assertRefused(String message) {
    GrpcClient client = client(Duration.ofSeconds(10));
    assertThatThrownBy(() -> available(client))
        .asInstanceOf(type(StatusRuntimeException.class))
        .satisfies(
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE),
            e -> assertThat(e.getStatus().getDescription()).startsWith(message));
    // it would connect again, and take the room that there is later
    client.close();
  }

  private static void assertEnds(Socket socket) throws IOException {
    try {
      // a server that closes a connection of HTTP/2 may say why before
      socket.getInputStream().readAllBytes();
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection is open", e);
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  private static boolean available(GrpcClient client) {
    return available(client.channel());
  }

  private static boolean available(ManagedChannel channel) {
    return StorageGrpc.newBlockingStub(channel).checkAvailability(request()).getAvailable();
  }

  private static DatasetAvailableRequest request() {
    return DatasetAvailableRequest.getDefaultInstance();
  }

  private final class TestService extends StorageGrpc.StorageImplBase {
    @Override
    public void checkAvailability(
        DatasetAvailableRequest request, StreamObserver<DatasetAvailableResponse> observer) {
      Streams.send(observer, DatasetAvailableResponse.newBuilder().setAvailable(true).build());
    }

    @Override
    public void getDataPerWorker(
        GetDataPerWorkerRequest request, StreamObserver<GetDataPerWorkerResponse> observer) {
      Streams.sendAll(observer, new Endless());
    }
  }

  /** Messages of 800 KB. */
  private final class Endless implements Iterator<GetDataPerWorkerResponse>, AutoCloseable {
    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public GetDataPerWorkerResponse next() {
      var response = GetDataPerWorkerResponse.newBuilder();
      LongStream.range(1L << 56, (1L << 56) + 100_000).forEach(response::addKeys);
      return response.build();
    }

    @Override
    public void close() {
      streamClosed.countDown();
    }
  }
}
