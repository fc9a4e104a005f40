package org.modyn.common.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.modyn.common.concurrent.CallerContext;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.grpc.ServiceTarget;
import org.modyn.common.logging.LogContext;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.DatasetAvailableResponse;
import org.modyn.proto.storage.StorageGrpc;
import org.modyn.proto.storage.StorageGrpc.StorageBlockingStub;
import org.modyn.proto.storage.StorageGrpc.StorageImplBase;

/** A real server and a real client, over loopback. */
class LogContextCallsTest {
  private final BlockingQueue<Map<String, String>> seen = new LinkedBlockingQueue<>();
  private final GrpcServer server =
      GrpcServer.start(
          "test",
          new ServiceAddress("127.0.0.1", 0),
          List.of(new TestService().bindService()),
          new LogContextCalls());
  private final GrpcClient client =
      GrpcClient.connect(
          "test",
          ServiceTarget.of(server.address()),
          GrpcClient.DEFAULT_PATIENCE,
          new LogContextCalls());
  private final StorageBlockingStub stub = StorageGrpc.newBlockingStub(client.channel());

  private final class TestService extends StorageImplBase {
    @Override
    public void checkAvailability(
        DatasetAvailableRequest request, StreamObserver<DatasetAvailableResponse> observer) {
      seen.add(LogContext.current());
      observer.onNext(DatasetAvailableResponse.getDefaultInstance());
      observer.onCompleted();
    }
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private Map<String, String> fieldsOfServer(StorageBlockingStub caller)
      throws InterruptedException {
    DatasetAvailableResponse answer =
        caller.checkAvailability(DatasetAvailableRequest.getDefaultInstance());
    assertThat(answer).isNotNull();
    return seen.take();
  }

  @Test
  void aServerLogsThePipelineAndTheTriggerOfItsCaller() throws Exception {
    try (LogContext.Scope _ = LogContext.with(LogContext.PIPELINE, 3);
        LogContext.Scope _ = LogContext.with("other", 5)) {
      assertThat(fieldsOfServer(stub)).isEqualTo(Map.of("pipeline_id", "3"));
      try (LogContext.Scope _ = LogContext.with(LogContext.TRIGGER, 9)) {
        assertThat(fieldsOfServer(stub)).isEqualTo(Map.of("pipeline_id", "3", "trigger_id", "9"));
      }
      assertThat(LogContext.current()).isEqualTo(Map.of("pipeline_id", "3", "other", "5"));
    }
    assertThat(LogContext.current()).isEmpty();
    assertThat(fieldsOfServer(stub)).isEmpty();
  }

  @Test
  void aServerBelievesOnlyIds() throws Exception {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("modyn-pipeline-id", Metadata.ASCII_STRING_MARSHALLER),
        "1\", \"level\": \"ERROR");
    headers.put(Metadata.Key.of("modyn-trigger-id", Metadata.ASCII_STRING_MARSHALLER), "12");
    assertThat(
            fieldsOfServer(
                stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))))
        .isEqualTo(Map.of("trigger_id", "12"));
  }

  @Test
  void aThreadCarriesTheContextOfAnother() throws Exception {
    try (LogContext.Scope _ = LogContext.with(LogContext.PIPELINE, 3)) {
      Thread.ofVirtual().start(CallerContext.carry(() -> seen.add(LogContext.current()))).join();
    }
    assertThat(seen.take()).isEqualTo(Map.of("pipeline_id", "3"));
  }
}
