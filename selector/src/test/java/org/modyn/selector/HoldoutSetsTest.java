package org.modyn.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.testing.TestDatabase;
import org.modyn.proto.selector.GetNumberOfPartitionsRequest;
import org.modyn.proto.selector.GetNumberOfSamplesRequest;
import org.modyn.proto.selector.GetSamplesRequest;
import org.modyn.proto.selector.GetTrainingSetsRequest;
import org.modyn.proto.selector.TrainingSet;
import org.modyn.proto.selector.UnregisterPipelineRequest;

/** The sets that the model of irreducible losses is trained on. */
class HoldoutSetsTest {
  private static final int PIPELINE = 7;
  private static final int MAIN_WORKERS = 3;
  private static final int HOLDOUT_WORKERS = 2;

  @TempDir private Path directory;
  private TestDatabase database;
  private ModynConfig config;
  private SelectorFixture selector;

  @BeforeEach
  void start() {
    database = TestDatabase.create();
    config = SelectorFixture.config(database.config(), directory);
    selector = SelectorFixture.start(config);
  }

  @AfterEach
  void stop() {
    selector.close();
    database.close();
  }

  private static String rhoLoss(String holdoutStrategy, int ratio) {
    return String.format(
        Locale.ROOT,
        """
        {"strategy": "RHOLoss", "ratio": 60, "holdout_set_strategy": "%s", "holdout_set_ratio": %d,
         "il_training_config": {"il_model_id": "Dummy", "dataloader_workers": %d, "batch_size": 2,
           "shuffle": false, "use_previous_model": false,
           "optimizers": [{"name": "default", "algorithm": "SGD", "source": "PyTorch",
             "param_groups": [{"module": "model", "config": {"lr": 0.1}}]}],
           "optimization_criterion": {"name": "CrossEntropyLoss"}}}
        """,
        holdoutStrategy,
        ratio,
        HOLDOUT_WORKERS);
  }

  private void register(int pipelineId, String backend, String downsampling, String more) {
    selector
        .stub()
        .registerPipeline(
            SelectorFixture.registration(
                    pipelineId,
                    """
                    {"name": "CoresetStrategy", "maximum_keys_in_memory": 40, "tail_triggers": null,
                     "storage_backend": "%s", "downsampling_config": %s %s}
                    """
                        .formatted(backend, downsampling, more),
                    MAIN_WORKERS)
                .toBuilder()
                .setSeed(11)
                .build());
  }

  private List<Long> trigger(int pipelineId, int firstKey, int count) {
    selector.trigger(pipelineId, firstKey, count);
    return LongStream.range(firstKey, firstKey + count).boxed().toList();
  }

  private int partitions(int pipelineId, int triggerId, int holdout) {
    return selector
        .stub()
        .getNumberOfPartitions(
            GetNumberOfPartitionsRequest.newBuilder()
                .setPipelineId(pipelineId)
                .setTriggerId(triggerId)
                .setHoldout(holdout)
                .build())
        .getNumPartitions();
  }

  private int size(int pipelineId, int triggerId, int holdout) {
    return selector
        .stub()
        .getNumberOfSamples(
            GetNumberOfSamplesRequest.newBuilder()
                .setPipelineId(pipelineId)
                .setTriggerId(triggerId)
                .setHoldout(holdout)
                .build())
        .getNumSamples();
  }

  private List<Long> share(GetSamplesRequest request) {
    List<Long> keys = new ArrayList<>();
    selector
        .stub()
        .getSampleKeysAndWeights(request)
        .forEachRemaining(
            response -> {
              keys.addAll(response.getTrainingSamplesSubsetList());
              assertThat(response.getTrainingSamplesWeightsList()).allMatch(weight -> weight == 1);
            });
    return keys;
  }

  /** The keys of all workers' shares of all partitions, in this order. */
  private List<Long> keys(int pipelineId, int triggerId, int holdout) {
    List<Long> keys = new ArrayList<>();
    int workers = holdout == 0 ? MAIN_WORKERS : HOLDOUT_WORKERS;
    for (int partition = 0; partition < partitions(pipelineId, triggerId, holdout); partition++) {
      for (int worker = 0; worker < workers; worker++) {
        keys.addAll(
            share(
                GetSamplesRequest.newBuilder()
                    .setPipelineId(pipelineId)
                    .setTriggerId(triggerId)
                    .setHoldout(holdout)
                    .setPartitionId(partition)
                    .setWorkerId(worker)
                    .build()));
      }
    }
    assertThat(keys).hasSize(size(pipelineId, triggerId, holdout));
    return keys;
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "database"})
  void aSimpleSetIsAPartOfTheNewSamplesThatStayInTheTrainingSet(String backend) {
    register(PIPELINE, backend, rhoLoss("Simple", 30), "");
    List<Long> first = trigger(PIPELINE, 0, 200);
    List<Long> second = trigger(PIPELINE, 200, 101);

    List<Long> ofFirst = keys(PIPELINE, 0, 1);
    assertThat(ofFirst).hasSize(60).doesNotHaveDuplicates().isSubsetOf(first);
    assertThat(partitions(PIPELINE, 0, 1)).isEqualTo(2);
    assertThat(keys(PIPELINE, 0, 0)).containsExactlyInAnyOrderElementsOf(first);

    // 30 % of the new samples only, rounded down, whatever the tail of the training set is
    List<Long> ofSecond = keys(PIPELINE, 1, 1);
    assertThat(ofSecond).hasSize(30).doesNotHaveDuplicates().isSubsetOf(second);
    assertThat(keys(PIPELINE, 1, 0)).hasSize(301);
  }

  @ParameterizedTest
  @CsvSource({"200, 100, 100", "101, 50, 51", "1, 1, 0", "0, 0, 0"})
  void twinSetsAreTwoHalves(int samples, int first, int second) {
    register(PIPELINE, "local", rhoLoss("Twin", 50), "");
    List<Long> all = trigger(PIPELINE, 0, samples);
    List<Long> halves = new ArrayList<>(keys(PIPELINE, 0, 1));
    assertThat(halves).hasSize(first);
    List<Long> other = keys(PIPELINE, 0, 2);
    assertThat(other).hasSize(second);
    halves.addAll(other);
    assertThat(halves).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void theSetsAreThoseOfTheSeedOnEachBackendAndAfterARestart() {
    register(1, "local", rhoLoss("Twin", 50), "");
    register(2, "database", rhoLoss("Twin", 50), "");
    for (int triggerId = 0; triggerId < 3; triggerId++) {
      trigger(1, 90 * triggerId, 90);
      trigger(2, 90 * triggerId, 90);
      for (int set = 0; set <= 2; set++) {
        assertThat(keys(1, triggerId, set)).isEqualTo(keys(2, triggerId, set));
      }
      selector.close();
      selector = SelectorFixture.start(config);
    }
    register(3, "local", rhoLoss("Twin", 50), "");
    trigger(3, 0, 90);
    assertThat(keys(3, 0, 1)).isEqualTo(keys(1, 0, 1));
    assertThat(keys(1, 1, 1)).isNotEqualTo(keys(1, 0, 1).stream().map(key -> key + 90).toList());
  }

  @Test
  void theTrainingSetIsThatWithoutHoldoutSets() {
    register(1, "local", rhoLoss("Simple", 30), "");
    register(2, "local", "{\"strategy\": \"No\"}", "");
    for (int triggerId = 0; triggerId < 2; triggerId++) {
      trigger(1, 90 * triggerId, 90);
      trigger(2, 90 * triggerId, 90);
      assertThat(keys(1, triggerId, 0)).isEqualTo(keys(2, triggerId, 0));
    }
  }

  @Test
  void onlyTriggersWithRhoLossHaveSets() {
    String several =
        "{\"downsampling_list\": [%s, {\"strategy\": \"No\"}], \"downsampling_thresholds\": [1]}"
            .formatted(rhoLoss("Simple", 50));
    register(PIPELINE, "local", several, ", \"warmup_triggers\": 1");
    for (int triggerId = 0; triggerId < 3; triggerId++) {
      trigger(PIPELINE, 10 * triggerId, 10);
    }
    assertThat(holdoutKeys()).containsExactly(List.of(), List.of(5L), List.of());
    assertNotFound(
        () -> size(PIPELINE, 2, 1), "no holdout set 1 of trigger 2 of pipeline 7, which has 0");
    assertNotFound(() -> size(PIPELINE, 1, 2), "no holdout set 2 of trigger 1");
    assertNotFound(() -> size(PIPELINE, 3, 1), "no trigger 3");
    assertNotFound(
        () ->
            share(
                GetSamplesRequest.newBuilder()
                    .setPipelineId(PIPELINE)
                    .setTriggerId(1)
                    .setHoldout(1)
                    .setPartitionId(1)
                    .build()),
        "no partition 1 of holdout set 1 of trigger 1 of pipeline 7; it has 1");
  }

  private static void assertNotFound(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND))
        .hasMessageContaining(message);
  }

  private List<List<Long>> holdoutKeys() {
    List<List<Long>> keys = new ArrayList<>();
    selector
        .stub()
        .getTrainingSets(GetTrainingSetsRequest.newBuilder().setPipelineId(PIPELINE).build())
        .forEachRemaining(
            message ->
                message.getTrainingSetsList().stream()
                    .map(TrainingSet::getHoldoutKeysList)
                    .forEach(keys::add));
    return keys;
  }

  @Test
  void aPipelineIsDeletedWithItsHoldoutSets() {
    register(PIPELINE, "local", rhoLoss("Twin", 50), "");
    trigger(PIPELINE, 0, 100);
    Path files = config.triggerSampleDirectory().resolve("7").resolve("0");
    assertThat(files.resolve("holdout-2-1.training-set")).isRegularFile();
    selector
        .stub()
        .unregisterPipeline(UnregisterPipelineRequest.newBuilder().setPipelineId(PIPELINE).build());
    assertThat(Files.exists(files)).isFalse();
    assertNotFound(() -> size(PIPELINE, 0, 1), "no pipeline 7");
    register(PIPELINE, "local", rhoLoss("Twin", 50), "");
    trigger(PIPELINE, 0, 10);
    assertThat(holdoutKeys()).containsExactly(List.of(5L, 5L));
  }
}
