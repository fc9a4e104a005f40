package org.modyn.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.testing.TestDatabase;
import org.modyn.proto.modelstorage.GetTrainedSamplesRequest;
import org.modyn.proto.modelstorage.ListModelsRequest;
import org.modyn.proto.modelstorage.ListModelsResponse;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.modelstorage.ModelSummary;
import org.modyn.proto.modelstorage.TrainedSamplesColumns;
import org.modyn.proto.selector.SamplesResponse;

/** A selector asks the model storage for the losses of its pipeline's trainings. */
final class RecordedLossesTest {
  private static final int PIPELINE = 7;
  private static final String STRATEGY =
      """
      {"name": "LossWeightedStrategy", "maximum_keys_in_memory": 100, "storage_backend": "local",
       "tail_triggers": null, "ratio": 100, "limit": 5, "loss_floor": 1e-9}
      """;

  @TempDir private Path directory;
  private final TestDatabase database = TestDatabase.create();
  private final RecordingModelStorage models = new RecordingModelStorage();
  private GrpcServer modelStorage;
  private ModynConfig config;
  private SelectorFixture selector;

  @BeforeEach
  void start() {
    modelStorage =
        GrpcServer.start(
            "model storage", new ServiceAddress("localhost", 0), List.of(models.bindService()));
    ModynConfig defaults = SelectorFixture.config(database.config(), directory);
    config =
        defaults
            .withModelStorage(defaults.modelStorage().withAddress(modelStorage.address()))
            .withUnreachableServerTimeout(Duration.ofSeconds(5));
    selector = SelectorFixture.start(config);
    selector.register(PIPELINE, STRATEGY, 1);
  }

  @AfterEach
  void stop() {
    selector.close();
    modelStorage.close();
    database.close();
  }

  private Set<Long> keys(int triggerId) {
    return new TreeSet<>(selector.keys(PIPELINE, triggerId, 0, 0));
  }

  /** Records a training on the keys 1 to 20, with a large loss for some. */
  private void train(int model, Long... largeLosses) {
    TrainedSamplesColumns.Builder columns = TrainedSamplesColumns.newBuilder();
    for (long key = 1; key <= 20; key++) {
      columns.addKeys(key).addLosses(Set.of(largeLosses).contains(key) ? 1_000 : 1e-7f);
    }
    models.add(model, PIPELINE, columns.build());
  }

  @Test
  void theNewestLossesDecideAlsoAfterARestart() {
    selector.trigger(PIPELINE, 1, 20);
    assertThat(keys(0)).hasSize(5);
    train(3, 2L, 4L, 6L, 8L, 10L);
    models.add(
        4, PIPELINE + 1, TrainedSamplesColumns.newBuilder().addKeys(1).addLosses(1e9f).build());
    selector.trigger(PIPELINE, 21, 0);
    assertThat(keys(1)).containsExactly(2L, 4L, 6L, 8L, 10L);
    assertThat(models.requested).containsExactly(3);

    selector.close();
    selector = SelectorFixture.start(config);
    train(5, 11L, 12L, 13L, 14L, 15L);
    models.addWithoutRecord(6, PIPELINE);
    selector.trigger(PIPELINE, 21, 0);
    assertThat(keys(2)).containsExactly(11L, 12L, 13L, 14L, 15L);
    selector.trigger(PIPELINE, 21, 0);
    assertThat(keys(3)).containsExactly(11L, 12L, 13L, 14L, 15L);
    assertThat(models.requested).containsExactly(3, 5);
  }

  @Test
  void bothStorageBackendsSelectTheSameSamples() {
    List<Integer> pipelines = List.of(8, 9);
    List<String> backends = List.of("local", "database");
    for (int index = 0; index < 2; index++) {
      String strategy =
          STRATEGY
              .replace("local", backends.get(index))
              .replace("\"ratio\": 100", "\"uses_weights\": true, \"ratio\": 100");
      selector
          .stub()
          .registerPipeline(
              SelectorFixture.registration(pipelines.get(index), strategy, 1).toBuilder()
                  .setSeed(5)
                  .build());
    }
    List<List<SamplesResponse>> selected = new ArrayList<>();
    for (int pipeline : pipelines) {
      selector.trigger(pipeline, 1, 20);
      TrainedSamplesColumns.Builder columns = TrainedSamplesColumns.newBuilder();
      for (long key = 3; key <= 20; key++) {
        columns.addKeys(key).addLosses(key % 4 + 0.5f);
      }
      models.add(pipeline, pipeline, columns.build());
      selector.trigger(pipeline, 21, 10);
      selected.add(selector.answers(pipeline, 1, 0, 0));
    }
    assertThat(selected.get(0)).isNotEmpty().isEqualTo(selected.get(1));
  }

  /** A model that is deleted between the list and its samples has no losses. */
  @Test
  void aDeletedModelIsPassedOver() {
    selector.trigger(PIPELINE, 1, 20);
    train(3, 2L, 4L, 6L, 8L, 10L);
    train(5, 11L, 12L, 13L, 14L, 15L);
    models.deleted.add(5);
    selector.trigger(PIPELINE, 21, 0);
    assertThat(keys(1)).containsExactly(2L, 4L, 6L, 8L, 10L);
    assertThat(models.requested).containsExactly(3, 5);
  }

  @Test
  void aTriggerIsRepeatedWhenTheModelStorageWasAway() throws Exception {
    selector.trigger(PIPELINE, 1, 20);
    train(3, 2L, 4L, 6L, 8L, 10L);
    models.failure = Status.DATA_LOSS.withDescription("/models/7/3.samples: damaged");
    assertThatThrownBy(() -> selector.trigger(PIPELINE, 21, 0))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DATA_LOSS))
        .hasMessageContaining("/models/7/3.samples: damaged");
    modelStorage.close();
    assertThatThrownBy(() -> selector.trigger(PIPELINE, 21, 0))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    models.failure = Status.OK;
    modelStorage =
        GrpcServer.start("model storage", modelStorage.address(), List.of(models.bindService()));
    while (true) {
      try {
        selector.trigger(PIPELINE, 21, 0);
        break;
      } catch (StatusRuntimeException e) {
        assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        Thread.sleep(20);
      }
    }
    assertThat(keys(1)).containsExactly(2L, 4L, 6L, 8L, 10L);
  }

  /** Models with their samples, a message for each. */
  private static final class RecordingModelStorage extends ModelStorageGrpc.ModelStorageImplBase {
    private final List<ModelSummary> models = new ArrayList<>();
    private final List<TrainedSamplesColumns> columns = new ArrayList<>();
    private final List<Integer> requested = new ArrayList<>();
    private final Set<Integer> deleted = new TreeSet<>();
    private volatile Status failure = Status.OK;

    synchronized void add(int modelId, int pipelineId, TrainedSamplesColumns samples) {
      models.add(
          ModelSummary.newBuilder()
              .setModelId(modelId)
              .setPipelineId(pipelineId)
              .setTrainedSamples(samples.getKeysCount())
              .build());
      columns.add(samples);
    }

    synchronized void addWithoutRecord(int modelId, int pipelineId) {
      models.add(ModelSummary.newBuilder().setModelId(modelId).setPipelineId(pipelineId).build());
      columns.add(TrainedSamplesColumns.getDefaultInstance());
    }

    @Override
    public synchronized void listModels(
        ListModelsRequest request, StreamObserver<ListModelsResponse> observer) {
      for (ModelSummary model : models) {
        if (model.getPipelineId() == request.getPipelineId()) {
          observer.onNext(ListModelsResponse.newBuilder().addModels(model).build());
        }
      }
      observer.onCompleted();
    }

    @Override
    public synchronized void getTrainedSamples(
        GetTrainedSamplesRequest request, StreamObserver<TrainedSamplesColumns> observer) {
      if (!failure.isOk()) {
        observer.onError(failure.asRuntimeException());
        return;
      }
      requested.add(request.getModelId());
      if (deleted.contains(request.getModelId())) {
        observer.onError(Status.NOT_FOUND.asRuntimeException());
        return;
      }
      for (int index = 0; index < models.size(); index++) {
        if (models.get(index).getModelId() == request.getModelId()) {
          observer.onNext(columns.get(index));
        }
      }
      observer.onCompleted();
    }
  }
}
