package org.modyn.common.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.modyn.common.testing.CuttableProxy;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.DatasetAvailableResponse;
import org.modyn.proto.storage.GetDataPerWorkerRequest;
import org.modyn.proto.storage.GetDataPerWorkerResponse;
import org.modyn.proto.storage.StorageGrpc;

/** One client, several servers of the same service. */
final class BalancingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  @Test
  void callsGoToAllServersInTurn() {
    TestService[] services = services(3);
    StorageGrpc.StorageBlockingStub stub = connect(start(services));
    await(() -> everyOneIsCalled(stub, services));
    long[] before = calls(services);
    for (int call = 0; call < 30; call++) {
      call(stub);
    }
    for (int server = 0; server < 3; server++) {
      assertThat(services[server].calls.get() - before[server]).isEqualTo(10);
    }
  }

  @Test
  void aServerThatWasKilledIsLeftOutUntilItIsBack() {
    TestService[] services = services(2);
    GrpcServer dying = serve(services[0], 0);
    GrpcServer other = serve(services[1], 0);
    CuttableProxy way = keep(CuttableProxy.to(dying.address().port()));
    ServiceAddress wayAddress = new ServiceAddress("localhost", way.port());
    StorageGrpc.StorageBlockingStub stub = connect(List.of(wayAddress, other.address()));
    await(() -> everyOneIsCalled(stub, services));
    way.cut();
    long before = services[0].calls.get();
    await(() -> isAnswered(stub));
    for (int call = 0; call < 20; call++) {
      call(stub);
    }
    assertThat(services[0].calls.get()).isEqualTo(before);
    serve(services[0], way.port());
    await(
        () -> {
          call(stub);
          return services[0].calls.get() > before;
        });
  }

  @Test
  void aServerThatStopsGetsNoMoreCallsAndEndsThoseItHas() throws Exception {
    TestService[] services = services(2);
    List<ServiceAddress> addresses = start(services);
    GrpcServer stopping = (GrpcServer) open.getFirst();
    StorageGrpc.StorageBlockingStub stub = connect(addresses);
    await(() -> everyOneIsCalled(stub, services));
    Iterator<GetDataPerWorkerResponse> slow =
        StorageGrpc.newBlockingStub(keep(GrpcClient.connect("test", stopping.address())).channel())
            .getDataPerWorker(GetDataPerWorkerRequest.getDefaultInstance());
    assertThat(slow.next().getKeysCount()).isEqualTo(1);
    CompletableFuture<Void> stopped = CompletableFuture.runAsync(stopping::close);
    await(() -> !accepts(stopping.address()));
    // a call that was on its way when the server said that it stops is still answered
    await(() -> twentyCallsGoElsewhere(stub, services[0]));
    services[0].mayEnd.countDown();
    assertThat(slow.hasNext()).isFalse();
    stopped.get();
  }

  /** A call that is sent at the moment its connection breaks is UNAVAILABLE. */
  private static boolean isAnswered(StorageGrpc.StorageBlockingStub stub) {
    try {
      call(stub);
      return true;
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      return false;
    }
  }

  private static boolean twentyCallsGoElsewhere(
      StorageGrpc.StorageBlockingStub stub, TestService service) {
    long before = service.calls.get();
    for (int call = 0; call < 20; call++) {
      call(stub);
    }
    return service.calls.get() == before;
  }

  @Test
  void aNameThatIsUnknownIsLeftOut() {
    TestService[] services = services(1);
    List<ServiceAddress> addresses = new ArrayList<>(start(services));
    addresses.addFirst(new ServiceAddress("no-such-host.invalid", 50051));
    call(connect(addresses));
    assertThat(services[0].calls.get()).isEqualTo(1);
  }

  @Test
  void namesThatAreAllUnknownAreNamed() {
    ServiceTarget target = ServiceTarget.of(new ServiceAddress("no-such-host.invalid", 50051));
    StorageGrpc.StorageBlockingStub stub =
        connect(target.addresses()).withOption(GrpcClient.PATIENCE, Duration.ofSeconds(1));
    assertThatThrownBy(() -> call(stub))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
              assertThat(GrpcErrors.toModynException("storage", e))
                  .hasMessageContaining("cannot reach the test at no-such-host.invalid:50051: ");
            });
  }

  @Test
  void aTargetHasAnAddress() {
    assertThatThrownBy(() -> new ServiceTarget(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(
            new ServiceTarget(List.of(new ServiceAddress("a", 1), new ServiceAddress("::1", 2)))
                .toString())
        .isEqualTo("a:1 or [::1]:2");
  }

  private static TestService[] services(int count) {
    return IntStream.range(0, count).mapToObj(i -> new TestService()).toArray(TestService[]::new);
  }

  private List<ServiceAddress> start(TestService... services) {
    return Arrays.stream(services).map(service -> serve(service, 0).address()).toList();
  }

  private GrpcServer serve(TestService service, int port) {
    return keep(
        GrpcServer.start(
            "test", new ServiceAddress("localhost", port), List.of(service.bindService())));
  }

  private StorageGrpc.StorageBlockingStub connect(List<ServiceAddress> addresses) {
    return StorageGrpc.newBlockingStub(
        keep(GrpcClient.connect("test", new ServiceTarget(addresses))).channel());
  }

  private <T extends AutoCloseable> T keep(T closeable) {
    open.add(closeable);
    return closeable;
  }

  private static void call(StorageGrpc.StorageBlockingStub stub) {
    assertThat(stub.checkAvailability(DatasetAvailableRequest.getDefaultInstance()).getAvailable())
        .isTrue();
  }

  /** Makes a call; connections to further servers may still be on their way. */
  private static boolean everyOneIsCalled(
      StorageGrpc.StorageBlockingStub stub, TestService[] services) {
    call(stub);
    return Arrays.stream(calls(services)).allMatch(calls -> calls > 0);
  }

  private static long[] calls(TestService[] services) {
    return Arrays.stream(services).mapToLong(service -> service.calls.get()).toArray();
  }

  private static boolean accepts(ServiceAddress address) {
    try (Socket socket = new Socket(address.hostname(), address.port())) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("still not so").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static final class TestService extends StorageGrpc.StorageImplBase {
    final AtomicLong calls = new AtomicLong();
    final CountDownLatch mayEnd = new CountDownLatch(1);

    @Override
    public void checkAvailability(
        DatasetAvailableRequest request, StreamObserver<DatasetAvailableResponse> observer) {
      calls.incrementAndGet();
      Streams.send(observer, DatasetAvailableResponse.newBuilder().setAvailable(true).build());
    }

    @Override
    public void getDataPerWorker(
        GetDataPerWorkerRequest request, StreamObserver<GetDataPerWorkerResponse> observer) {
      observer.onNext(GetDataPerWorkerResponse.newBuilder().addKeys(1).build());
      try {
        mayEnd.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      observer.onCompleted();
    }
  }
}
