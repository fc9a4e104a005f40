package org.modyn.common.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.modyn.common.testing.CuttableProxy;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.DatasetAvailableResponse;
import org.modyn.proto.storage.StorageGrpc;

/** Calls that are sent while their connection breaks. */
@Timeout(300)
final class BrokenConnectionTest {
  private static final int CALLERS = 16;
  private static final int BREAKS = 100;
  private static final int CALLS_BETWEEN_BREAKS = 3;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();
  private volatile boolean unknown;

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  /**
   * Among some thousand such calls there are some for which Netty reports UNKNOWN. A few may fail
   * nevertheless: the channel does not repeat a call whose response has begun.
   */
  @Test
  void callsAreRepeated() throws Exception {
    CuttableProxy way = keep(CuttableProxy.to(serve().address().port()));
    StorageGrpc.StorageBlockingStub stub = connect(new ServiceAddress("localhost", way.port()));
    AtomicBoolean ended = new AtomicBoolean();
    ExecutorService callers = keep(Executors.newVirtualThreadPerTaskExecutor());
    List<Future<?>> results = new ArrayList<>();
    AtomicInteger failures = new AtomicInteger();
    AtomicIntegerArray completed = new AtomicIntegerArray(CALLERS);
    for (int caller = 0; caller < CALLERS; caller++) {
      int index = caller;
      results.add(
          callers.submit(
              () -> {
                while (!ended.get()) {
                  try {
                    call(stub);
                  } catch (StatusRuntimeException e) {
                    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                    failures.incrementAndGet();
                  }
                  completed.incrementAndGet(index);
                }
              }));
    }
    for (int i = 0; i < BREAKS && results.stream().noneMatch(Future::isDone); i++) {
      awaitCalls(completed, results);
      way.cutConnections();
    }
    ended.set(true);
    for (Future<?> result : results) {
      result.get();
    }
    assertThat(failures).hasValueLessThan(BREAKS / 10);
  }

  /** Waits until each caller has completed calls, so that no call is broken several times. */
  private static void awaitCalls(AtomicIntegerArray completed, List<Future<?>> results)
      throws InterruptedException {
    int[] before = IntStream.range(0, CALLERS).map(completed::get).toArray();
    while (IntStream.range(0, CALLERS)
            .anyMatch(caller -> completed.get(caller) < before[caller] + CALLS_BETWEEN_BREAKS)
        && results.stream().noneMatch(Future::isDone)) {
      Thread.sleep(1);
    }
  }

  @Test
  void anUnknownErrorOfAServerIsNotRepeated() throws Exception {
    StorageGrpc.StorageBlockingStub stub = connect(serve().address());
    call(stub);
    unknown = true;
    assertThatThrownBy(() -> call(stub))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNKNOWN);
              assertThat(e.getStatus().getDescription()).isEqualTo("an error of another program");
            });
    assertThat(calls).hasValue(2);
  }

  private GrpcServer serve() {
    return keep(
        GrpcServer.start(
            "test",
            new ServiceAddress("localhost", 0),
            List.of(new CountingService().bindService())));
  }

  private StorageGrpc.StorageBlockingStub connect(ServiceAddress address) {
    return StorageGrpc.newBlockingStub(keep(GrpcClient.connect("test", address)).channel());
  }

  private <T extends AutoCloseable> T keep(T closeable) {
    open.add(closeable);
    return closeable;
  }

  private static void call(StorageGrpc.StorageBlockingStub stub) {
    assertThat(stub.checkAvailability(DatasetAvailableRequest.getDefaultInstance()).getAvailable())
        .isTrue();
  }

  private final class CountingService extends StorageGrpc.StorageImplBase {
    @Override
    public void checkAvailability(
        DatasetAvailableRequest request, StreamObserver<DatasetAvailableResponse> observer) {
      calls.incrementAndGet();
      if (unknown) {
        throw Status.UNKNOWN.withDescription("an error of another program").asRuntimeException();
      }
      Streams.send(observer, DatasetAvailableResponse.newBuilder().setAvailable(true).build());
    }
  }
}
