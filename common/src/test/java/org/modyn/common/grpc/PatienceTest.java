package org.modyn.common.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.testing.CuttableProxy;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.DatasetAvailableResponse;
import org.modyn.proto.storage.StorageGrpc;

/** Calls to servers that are away, come back, freeze, or take their time. */
@Timeout(120)
final class PatienceTest {
  private final List<AutoCloseable> open = new ArrayList<>();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final TestService service = new TestService();

  @AfterEach
  void stop() throws Exception {
    service.mayAnswer.countDown();
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  @Test
  void aCallWaitsForAServerThatRestarts() throws Exception {
    GrpcServer server = serve(0);
    ServiceAddress address = server.address();
    StorageGrpc.StorageBlockingStub stub = connect(address, Duration.ofSeconds(60));
    call(stub);
    server.close();
    CompletableFuture<Void> call = callInTheBackground(stub);
    assertThat(hear()).startsWith("waiting for the test at " + address + ": ");
    serve(address.port());
    call.get();
    assertThat(hear()).isEqualTo("the test at " + address + " answers again");
  }

  @Test
  void aCallWaitsForAServerThatIsNotThereYet() throws Exception {
    GrpcServer once = serve(0);
    ServiceAddress address = once.address();
    once.close();
    CompletableFuture<Void> call = callInTheBackground(connect(address, Duration.ofSeconds(60)));
    assertThat(hear()).contains("Connection refused");
    serve(address.port());
    call.get();
  }

  @Test
  void afterItsPatienceACallFails() {
    GrpcServer once = serve(0);
    ServiceAddress address = once.address();
    once.close();
    assertUnavailable(
        connect(address, Duration.ofSeconds(60))
            .withOption(GrpcClient.PATIENCE, Duration.ofSeconds(1)),
        "cannot reach the test at "
            + address
            + ": Connection refused; waited 1 seconds; is it running?");
  }

  /** On a busy machine, a call may have been given up before its caller sends the request. */
  @Test
  void aCallThatWasGivenUpTakesItsRequest() throws Exception {
    GrpcServer once = serve(0);
    ServiceAddress address = once.address();
    once.close();
    ClientCall<DatasetAvailableRequest, DatasetAvailableResponse> call =
        keep(GrpcClient.connect("test", ServiceTarget.of(address), Duration.ofMillis(1)))
            .channel()
            .newCall(StorageGrpc.getCheckAvailabilityMethod(), CallOptions.DEFAULT);
    CompletableFuture<Status> end = new CompletableFuture<>();
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            end.complete(status);
          }
        },
        new Metadata());

    assertThat(end.get().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    call.sendMessage(DatasetAvailableRequest.getDefaultInstance());
    call.halfClose();
  }

  @Test
  void aServerThatIsFrozenFromTheBeginningIsUnavailable() {
    CuttableProxy way = keep(CuttableProxy.to(serve(0).address().port()));
    way.freeze();
    ServiceAddress address = new ServiceAddress("localhost", way.port());
    assertUnavailable(
        connect(address, Duration.ofSeconds(1)),
        "cannot reach the test at "
            + address
            + ": it does not answer; waited 1 seconds; is it running?");
  }

  /** Takes half a minute, until the keepalive notices. */
  @Test
  void aServerThatFreezesInTheMiddleOfACallIsUnavailable() throws Exception {
    CuttableProxy way = keep(CuttableProxy.to(serve(0).address().port()));
    StorageGrpc.StorageBlockingStub stub =
        connect(new ServiceAddress("localhost", way.port()), Duration.ofSeconds(1));
    call(stub);
    service.holds = true;
    CompletableFuture<Void> call = callInTheBackground(stub);
    service.awaitCalls(2);
    way.freeze();
    assertThatThrownBy(call::get)
        .hasRootCauseInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("UNAVAILABLE");
  }

  @Test
  void aCallThatIsBeingAnsweredTakesAsLongAsItTakes() throws Exception {
    StorageGrpc.StorageBlockingStub stub = connect(serve(0).address(), Duration.ofMillis(200));
    call(stub);
    service.holds = true;
    CompletableFuture<Void> call = callInTheBackground(stub);
    service.awaitCalls(2);
    assertThat(heard.poll(1, TimeUnit.SECONDS)).isNull();
    service.mayAnswer.countDown();
    call.get();
  }

  @Test
  void aServerThatIsUnavailableItselfIsAskedAgain() {
    service.failures.set(3);
    call(connect(serve(0).address(), Duration.ofSeconds(60)));
    assertThat(service.calls()).isEqualTo(4);
  }

  @Test
  void whatAServerSaysInTheEndIsPassedOn() {
    service.failures.set(Integer.MAX_VALUE);
    assertUnavailable(
        connect(serve(0).address(), Duration.ofSeconds(1)), "test: the queue is full");
  }

  private String hear() throws InterruptedException {
    String line = heard.poll(60, TimeUnit.SECONDS);
    assertThat(line).as("nothing heard").isNotNull();
    return line;
  }

  private CompletableFuture<Void> callInTheBackground(StorageGrpc.StorageBlockingStub stub) {
    ExecutorService executor = keep(Executors.newVirtualThreadPerTaskExecutor());
    WaitListener listener = new WaitLines(heard::add);
    return CompletableFuture.runAsync(
        () -> Context.current().withValue(GrpcClient.WAIT_LISTENER, listener).run(() -> call(stub)),
        executor);
  }

  private static void assertUnavailable(StorageGrpc.StorageBlockingStub stub, String message) {
    assertThatThrownBy(() -> call(stub))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
              assertThat(GrpcErrors.toModynException("test", e)).hasMessage(message);
            });
  }

  private GrpcServer serve(int port) {
    return keep(
        GrpcServer.start(
            "test", new ServiceAddress("localhost", port), List.of(service.bindService())));
  }

  private StorageGrpc.StorageBlockingStub connect(ServiceAddress address, Duration patience) {
    return StorageGrpc.newBlockingStub(
        keep(GrpcClient.connect("test", ServiceTarget.of(address), patience)).channel());
  }

  private <T extends AutoCloseable> T keep(T closeable) {
    open.add(closeable);
    return closeable;
  }

  private static void call(StorageGrpc.StorageBlockingStub stub) {
    assertThat(stub.checkAvailability(DatasetAvailableRequest.getDefaultInstance()).getAvailable())
        .isTrue();
  }

  /** Answers, after some failures, and after it may. */
  private static final class TestService extends StorageGrpc.StorageImplBase {
    final AtomicInteger failures = new AtomicInteger();
    final CountDownLatch mayAnswer = new CountDownLatch(1);
    volatile boolean holds;
    private int calls;

    synchronized int calls() {
      return calls;
    }

    synchronized void awaitCalls(int number) throws InterruptedException {
      while (calls < number) {
        wait();
      }
    }

    @Override
    public void checkAvailability(
        DatasetAvailableRequest request, StreamObserver<DatasetAvailableResponse> observer) {
      synchronized (this) {
        calls++;
        notifyAll();
      }
      if (failures.getAndDecrement() > 0) {
        throw new ModynException(ErrorCategory.UNAVAILABLE, "the queue is full");
      }
      try {
        if (holds) {
          mayAnswer.await();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      Streams.send(observer, DatasetAvailableResponse.newBuilder().setAvailable(true).build());
    }
  }
}
