package org.modyn.cli.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.model.ModelStorageClient;
import org.modyn.common.testing.TestDatabase;
import org.modyn.ml.testing.TestModelStorage;
import org.modyn.modelstorage.ModelStorageServer;
import org.modyn.proto.modelstorage.DescribeModelRequest;
import org.modyn.proto.modelstorage.DescribeModelResponse;
import org.modyn.proto.modelstorage.FetchModelRequest;
import org.modyn.proto.modelstorage.FetchModelResponse;
import org.modyn.proto.modelstorage.JsonString;
import org.modyn.proto.modelstorage.ListModelsRequest;
import org.modyn.proto.modelstorage.ModelHeader;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.modelstorage.ModelStorageGrpc.ModelStorageBlockingStub;
import org.modyn.proto.modelstorage.ModelSummary;
import org.modyn.proto.modelstorage.RegisterPipelineRequest;
import org.modyn.proto.modelstorage.RegisterPipelineResponse;
import org.modyn.proto.modelstorage.StoreModelRequest;
import org.modyn.proto.modelstorage.StoreModelResponse;
import org.modyn.supervisor.fake.FakeModelStorage;

/**
 * The model storages that tests of {@code ml}, its users and {@code supervisor} use answer as the
 * real one does: they return what was stored, and refuse what it refuses.
 */
@Timeout(60)
final class ModelStorageContractTest {
  private static final ServiceAddress ANY_PORT = new ServiceAddress("localhost", 0);
  private static final int UNKNOWN = 1_000;
  private static final ModelHeader HEADER =
      ModelHeader.newBuilder()
          .setPipelineId(1)
          .setTriggerId(2)
          .setModelClass("DLRM")
          .setModelConfiguration(json("{}"))
          .setProvenance(json("{}"))
          .build();
  private static final RegisterPipelineRequest REGISTRATION =
      RegisterPipelineRequest.newBuilder()
          .setPipelineId(1)
          .setModelStorage(json("{\"full_model_strategy\": {\"name\": \"PyTorchFullModel\"}}"))
          .build();

  @TempDir private static Path directory;
  private static TestDatabase database;
  private static ModelStorageServer server;
  private static GrpcClient client;

  @BeforeAll
  static void startRealServer() {
    database = TestDatabase.create();
    ModynConfig config =
        ModynConfig.defaults()
            .withMetadataDatabase(database.config())
            .withStateDirectory(directory.resolve("state"));
    server =
        ModelStorageServer.start(
            config.withModelStorage(config.modelStorage().withAddress(ANY_PORT)));
    client = GrpcClient.connect("model storage", server.address());
  }

  @AfterAll
  static void stopRealServer() {
    client.close();
    server.close();
    database.close();
  }

  @Test
  void theModelStorageOfTheTrainersTests() throws Exception {
    register(client.channel());
    ModelStorageGrpc.newBlockingStub(client.channel())
        .registerPipeline(REGISTRATION.toBuilder().setPipelineId(2).build());
    List<Object> answers = answers(client.channel());
    try (GrpcServer fakeServer = serve(new TestModelStorage());
        GrpcClient fake = GrpcClient.connect("model storage", fakeServer.address())) {
      assertThat(answers(fake.channel())).isEqualTo(answers);
    }
  }

  @Test
  void theModelStorageOfTheSupervisorsTests() {
    try (GrpcServer fakeServer = serve(new FakeModelStorage());
        GrpcClient fake = GrpcClient.connect("model storage", fakeServer.address())) {
      for (int time = 0; time < 2; time++) {
        assertThat(register(fake.channel())).isEqualTo(register(client.channel()));
      }
      RegisterPipelineRequest withId =
          REGISTRATION.toBuilder().setPipelineId(2).setRequestId("a").build();
      for (Channel channel : List.of(fake.channel(), client.channel())) {
        ModelStorageGrpc.ModelStorageBlockingStub stub = ModelStorageGrpc.newBlockingStub(channel);
        stub.registerPipeline(withId);
        stub.registerPipeline(withId);
        assertThatThrownBy(
                () -> stub.registerPipeline(withId.toBuilder().setRequestId("b").build()))
            .satisfies(
                e ->
                    assertThat(Status.fromThrowable(e).getCode())
                        .isEqualTo(Status.Code.ALREADY_EXISTS));
        ModelStorageClient models = new ModelStorageClient(channel);
        assertThat(models.find("no model has this id")).isEmpty();
        assertThatThrownBy(() -> models.find(""))
            .isInstanceOfSatisfying(
                ModynException.class,
                e -> assertThat(e.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT));
      }
    }
  }

  private static List<Object> answers(Channel channel) throws IOException {
    List<Object> answers = new ArrayList<>();
    Path source = Files.write(directory.resolve("source"), weights().toByteArray());
    Path target = directory.resolve("target");
    ModelStorageClient models = new ModelStorageClient(channel);
    int id = models.store(HEADER, source, Optional.empty()).modelId();
    answers.add(models.store(HEADER, source, Optional.empty()).modelId() - id);
    // ids ascend; a repeated request may skip one, which comes last here
    int otherPipelines =
        models
            .store(HEADER.toBuilder().setPipelineId(2).build(), source, Optional.empty())
            .modelId();
    answers.add(otherPipelines - id);
    answers.add(models.find("request"));
    ModelHeader repeated = HEADER.toBuilder().setRequestId("request").build();
    int first = models.store(repeated, source, Optional.empty()).modelId();
    answers.add(models.store(repeated, source, Optional.empty()).modelId() - first);
    answers.add(models.find("request").orElseThrow() - first);
    answers.add(models.load(first, target));
    answers.add(models.load(id, target));
    answers.add(ByteString.copyFrom(Files.readAllBytes(target)));
    ModelStorageBlockingStub stub = ModelStorageGrpc.newBlockingStub(channel);
    DescribeModelResponse described =
        stub.describeModel(DescribeModelRequest.newBuilder().setModelId(id).build());
    answers.add(described.getHeader());
    answers.add(withoutIdAndTime(described.getSummary(), id));
    answers.add(fetch(stub, id).getSuccess());
    answers.add(fetch(stub, id).getChecksum());
    for (ListModelsRequest request :
        List.of(
            ListModelsRequest.getDefaultInstance(),
            ListModelsRequest.newBuilder().setPipelineId(2).build(),
            ListModelsRequest.newBuilder().setPipelineId(UNKNOWN).build())) {
      stub.listModels(request)
          .forEachRemaining(
              part ->
                  part.getModelsList().stream()
                      .map(model -> withoutIdAndTime(model, id))
                      .forEach(answers::add));
      answers.add("the end of the list");
    }
    for (int unknown : new int[] {-1, 0, UNKNOWN}) {
      answers.add(fetch(stub, unknown));
      try {
        answers.add(models.load(unknown, target));
      } catch (ModynException e) {
        answers.add(e.category());
      }
      try {
        answers.add(
            stub.describeModel(DescribeModelRequest.newBuilder().setModelId(unknown).build()));
      } catch (io.grpc.StatusRuntimeException e) {
        answers.add(e.getStatus().getCode());
      }
    }
    StoreModelRequest header = StoreModelRequest.newBuilder().setHeader(HEADER).build();
    StoreModelRequest chunk = StoreModelRequest.newBuilder().setChunk(weights()).build();
    StoreModelRequest wrongChecksum =
        StoreModelRequest.newBuilder().setChecksum(ByteString.copyFrom(new byte[32])).build();
    answers.add(send(channel));
    answers.add(send(channel, chunk));
    answers.add(send(channel, header, chunk));
    answers.add(send(channel, header, StoreModelRequest.getDefaultInstance()));
    answers.add(send(channel, header, chunk, wrongChecksum));
    return answers;
  }

  private static FetchModelResponse fetch(ModelStorageBlockingStub stub, int model) {
    return stub.fetchModel(FetchModelRequest.newBuilder().setModelId(model).build());
  }

  /** Returns a summary with the difference from the first id; the time differs between servers. */
  private static ModelSummary withoutIdAndTime(ModelSummary summary, int firstId) {
    return summary.toBuilder().setModelId(summary.getModelId() - firstId).clearStoredAt().build();
  }

  /** Returns how a stream of messages ends. */
  private static Status.Code send(Channel channel, StoreModelRequest... messages) {
    CompletableFuture<Status.Code> end = new CompletableFuture<>();
    StreamObserver<StoreModelRequest> requests =
        ModelStorageGrpc.newStub(channel)
            .storeModel(
                new StreamObserver<StoreModelResponse>() {
                  @Override
                  public void onNext(StoreModelResponse response) {}

                  @Override
                  public void onError(Throwable error) {
                    end.complete(Status.fromThrowable(error).getCode());
                  }

                  @Override
                  public void onCompleted() {
                    end.complete(Status.Code.OK);
                  }
                });
    List.of(messages).forEach(requests::onNext);
    requests.onCompleted();
    return end.join();
  }

  /** A safetensors file of one number. */
  private static ByteString weights() {
    byte[] header =
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}     ".getBytes(UTF_8);
    return ByteString.copyFrom(
        ByteBuffer.allocate(Long.BYTES + header.length + Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length)
            .put(header)
            .putFloat(0.5f)
            .flip());
  }

  private static RegisterPipelineResponse register(Channel channel) {
    return ModelStorageGrpc.newBlockingStub(channel).registerPipeline(REGISTRATION);
  }

  private static GrpcServer serve(BindableService service) {
    return GrpcServer.start("model storage", ANY_PORT, List.of(service.bindService()));
  }

  private static JsonString json(String text) {
    return JsonString.newBuilder().setValue(text).build();
  }
}
