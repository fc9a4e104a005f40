package org.modyn.modelstorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.database.Database;
import org.modyn.common.model.ModelStorageClient;
import org.modyn.modelstorage.model.Sha256;
import org.modyn.proto.modelstorage.DeletePipelineRequest;
import org.modyn.proto.modelstorage.DescribeModelRequest;
import org.modyn.proto.modelstorage.DescribeModelResponse;
import org.modyn.proto.modelstorage.ListModelsRequest;
import org.modyn.proto.modelstorage.ListModelsResponse;
import org.modyn.proto.modelstorage.ModelRole;
import org.modyn.proto.modelstorage.ModelSummary;

class ModelListTest {
  @TempDir private Path directory;
  @TempDir private Path clientDirectory;
  private ModelStorageFixture storage;

  @BeforeEach
  void start() {
    storage = ModelStorageFixture.start(directory);
    storage.register(5, Models.FULL);
    storage.register(6, Models.FULL);
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  @Test
  void modelsAreListedByPipeline() {
    assertThat(list(ListModelsRequest.getDefaultInstance())).isEmpty();
    int first = store(5, 0, 100);
    int second = store(6, 0, 200);
    int third = store(5, 1, 300);

    assertThat(list(ListModelsRequest.getDefaultInstance()))
        .extracting(ModelSummary::getModelId)
        .containsExactly(first, second, third);
    assertThat(list(ListModelsRequest.newBuilder().setPipelineId(5).build()))
        .extracting(ModelSummary::getModelId, ModelSummary::getTriggerId)
        .containsExactly(tuple(first, 0), tuple(third, 1));
    assertThat(list(ListModelsRequest.newBuilder().setPipelineId(7).build())).isEmpty();
  }

  @Test
  void aDeletedPipelineLeavesNoModels() {
    store(5, 0, 100);
    int kept = store(6, 0, 200);
    Path files = directory.resolve("models/5");
    assertThat(files).isNotEmptyDirectory();
    DeletePipelineRequest request = DeletePipelineRequest.newBuilder().setPipelineId(5).build();

    storage.stub.deletePipeline(request);
    storage.stub.deletePipeline(request);

    assertThat(list(ListModelsRequest.getDefaultInstance()))
        .extracting(ModelSummary::getModelId)
        .containsExactly(kept);
    assertThat(files).doesNotExist();
    assertThatThrownBy(() -> store(5, 1, 100)).hasMessageContaining("there is no pipeline 5");
  }

  @Test
  void aLongListComesInSeveralMessages() {
    store(5, 0, 10);
    try (Database connection = Database.open(storage.database.config(), "model_storage")) {
      connection
          .jdbi()
          .useHandle(
              handle ->
                  handle.execute(
                      """
                      INSERT INTO models
                      SELECT nextval('model_ids'), 5, number, 'DLRM', '{}', '{}', 1,
                        decode(repeat('00', 32), 'hex')
                      FROM generate_series(1, 1999) AS number
                      """));
    }
    List<Integer> sizes = new ArrayList<>();
    storage
        .stub
        .listModels(ListModelsRequest.getDefaultInstance())
        .forEachRemaining(message -> sizes.add(message.getModelsCount()));

    assertThat(sizes).containsExactly(1000, 1000);
    assertThat(list(ListModelsRequest.getDefaultInstance()))
        .extracting(ModelSummary::getTriggerId)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void aModelIsDescribed() {
    int modelId = store(5, 3, 100);
    DescribeModelResponse model = describe(modelId);

    assertThat(model.getSummary())
        .isEqualTo(list(ListModelsRequest.getDefaultInstance()).getFirst());
    assertThat(model.getHeader()).isEqualTo(Models.header(5, 3));
    byte[] file = Models.read(Path.of(model.getPath()));
    assertThat(model.getSummary().getSizeBytes()).isEqualTo(file.length);
    assertThat(model.getSummary().getChecksum()).isEqualTo(ByteString.copyFrom(sha256(file)));
    assertThat(model.getSummary().getStoredAt()).isPositive();
    assertThatThrownBy(() -> describe(modelId + 1))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessage("NOT_FOUND: model_id: there is no model " + (modelId + 1));
  }

  @Test
  void rolesAreKept() {
    Path source = Models.write(clientDirectory.resolve("source"), Models.safetensors(100, 0));
    ModelStorageClient client = new ModelStorageClient(storage.channel.channel());
    int main = storage.client.store(Models.header(5, 2), source, Optional.empty()).modelId();
    int other =
        storage
            .client
            .store(
                Models.header(5, 2).toBuilder().setRole(ModelRole.IRREDUCIBLE_LOSS).build(),
                source,
                Optional.empty())
            .modelId();

    assertThat(storage.client.list(5))
        .extracting(ModelSummary::getModelId, ModelSummary::getRole)
        .containsExactly(tuple(main, ModelRole.MAIN), tuple(other, ModelRole.IRREDUCIBLE_LOSS));
    assertThat(describe(other).getHeader().getRole()).isEqualTo(ModelRole.IRREDUCIBLE_LOSS);
    assertThat(storage.client.list(6)).isEmpty();
    assertThatThrownBy(
            () ->
                storage.client.store(
                    Models.header(5, 2).toBuilder().setRoleValue(7).build(),
                    source,
                    Optional.empty()))
        .hasMessageContaining("header.role is not known");
  }

  private static byte[] sha256(byte[] bytes) {
    return Sha256.newDigest().digest(bytes);
  }

  private int store(int pipelineId, int triggerId, int size) {
    Path source =
        Models.write(clientDirectory.resolve("source"), Models.safetensors(size, triggerId));
    return new ModelStorageClient(storage.channel.channel())
        .store(Models.header(pipelineId, triggerId), source, Optional.empty())
        .modelId();
  }

  private List<ModelSummary> list(ListModelsRequest request) {
    List<ModelSummary> models = new ArrayList<>();
    storage
        .stub
        .listModels(request)
        .forEachRemaining((ListModelsResponse message) -> models.addAll(message.getModelsList()));
    return models;
  }

  private DescribeModelResponse describe(int modelId) {
    return storage.stub.describeModel(
        DescribeModelRequest.newBuilder().setModelId(modelId).build());
  }
}
