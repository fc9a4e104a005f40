package org.modyn.common.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.grpc.ServiceTarget;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.DatasetAvailableResponse;
import org.modyn.proto.storage.StorageGrpc;
import org.modyn.proto.storage.StorageGrpc.StorageImplBase;

/** A real server and a real client, over loopback. */
class CallMetricsTest {
  private static final String METHOD =
      "method=\"CheckAvailability\",service=\"modyn.storage.Storage\"";
  private static final String SLOW = "slow";

  private final CountDownLatch end = new CountDownLatch(1);
  private final Metrics metrics = Metrics.exported();
  private final CallMetrics calls = new CallMetrics(metrics.registry());
  private final GrpcServer server =
      GrpcServer.start(
          "test",
          new ServiceAddress("127.0.0.1", 0),
          List.of(new TestService().bindService()),
          calls);
  private final GrpcClient client =
      GrpcClient.connect(
          "test", ServiceTarget.of(server.address()), GrpcClient.DEFAULT_PATIENCE, calls);

  private final class TestService extends StorageImplBase {
    @Override
    public void checkAvailability(
        DatasetAvailableRequest request, StreamObserver<DatasetAvailableResponse> observer) {
      if (request.getDatasetId().isEmpty()) {
        throw ModynException.notFound("there is no dataset without a name");
      }
      if (request.getDatasetId().equals(SLOW)) {
        try {
          end.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      observer.onNext(DatasetAvailableResponse.newBuilder().setAvailable(true).build());
      observer.onCompleted();
    }
  }

  @AfterEach
  void stop() {
    end.countDown();
    client.close();
    server.close();
    metrics.close();
  }

  private void call(String dataset) {
    StorageGrpc.newBlockingStub(client.channel())
        .checkAvailability(DatasetAvailableRequest.newBuilder().setDatasetId(dataset).build());
  }

  @Test
  void countsCallsByMethodAndStatusOnBothSides() throws Exception {
    call("one");
    call("two");
    assertThatThrownBy(() -> call("")).isInstanceOf(StatusRuntimeException.class);

    awaitMetric("modyn_grpc_server_calls_seconds_count{" + METHOD + ",status=\"OK\"} 2");
    awaitMetric("modyn_grpc_server_calls_seconds_count{" + METHOD + ",status=\"NOT_FOUND\"} 1");
    awaitMetric("modyn_grpc_client_calls_seconds_count{" + METHOD + ",status=\"OK\"} 2");
    awaitMetric("modyn_grpc_client_calls_seconds_count{" + METHOD + ",status=\"NOT_FOUND\"} 1");
    awaitMetric(
        "modyn_grpc_server_calls_seconds_bucket{" + METHOD + ",status=\"OK\",le=\"60.0\"} 2");
    awaitMetric("modyn_grpc_server_calls_in_progress{" + METHOD + "} 0.0");
    // two requests of 5 bytes and one of 0, two responses of 2 bytes
    awaitMetric("modyn_grpc_server_received_bytes_total{" + METHOD + "} 10.0");
    awaitMetric("modyn_grpc_server_sent_bytes_total{" + METHOD + "} 4.0");
  }

  @Test
  void countsCallsInProgress() throws Exception {
    Thread caller = Thread.startVirtualThread(() -> call(SLOW));
    awaitMetric("modyn_grpc_server_calls_in_progress{" + METHOD + "} 1.0");
    end.countDown();
    caller.join();
    awaitMetric("modyn_grpc_server_calls_in_progress{" + METHOD + "} 0.0");
  }

  @Test
  void countsUnknownMethodsAsOne() throws Exception {
    MethodDescriptor<DatasetAvailableRequest, DatasetAvailableResponse> unknown =
        StorageGrpc.getCheckAvailabilityMethod().toBuilder()
            .setFullMethodName("modyn.storage.Storage/Destroy")
            .build();
    assertThatThrownBy(
            () ->
                ClientCalls.blockingUnaryCall(
                    client.channel(),
                    unknown,
                    CallOptions.DEFAULT,
                    DatasetAvailableRequest.getDefaultInstance()))
        .isInstanceOf(StatusRuntimeException.class);

    awaitMetric(
        "modyn_grpc_server_calls_seconds_count{method=\"unknown\",service=\"unknown\","
            + "status=\"UNIMPLEMENTED\"} 1");
    assertThat(metrics.scrape()).doesNotContain("server_received_bytes_total{method=\"Destroy\"");
  }

  /** A server counts a call when it has ended, which its client may know before. */
  private void awaitMetric(String line) throws InterruptedException {
    for (int attempt = 0; attempt < 500 && !metrics.scrape().contains(line); attempt++) {
      Thread.sleep(10);
    }
    assertThat(metrics.scrape()).contains(line);
  }
}
