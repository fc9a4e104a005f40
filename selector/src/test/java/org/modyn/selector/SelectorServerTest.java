package org.modyn.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.testing.TestDatabase;
import org.modyn.proto.selector.DataInformRequest;
import org.modyn.proto.selector.GetAvailableLabelsRequest;
import org.modyn.proto.selector.GetSelectionStrategyRequest;
import org.modyn.proto.selector.GetStatusBarScaleRequest;
import org.modyn.proto.selector.SamplesResponse;
import org.modyn.proto.selector.SelectionStrategyResponse;
import org.modyn.proto.selector.UsesWeightsRequest;

class SelectorServerTest {
  private static final int PIPELINE = 7;

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

  /** All data, on the storage backend under test. */
  String strategy() {
    return SelectorFixture.ALL_DATA;
  }

  private void restart() {
    selector.close();
    selector = SelectorFixture.start(config);
  }

  private List<Long> labels() {
    return selector
        .stub()
        .getAvailableLabels(GetAvailableLabelsRequest.newBuilder().setPipelineId(PIPELINE).build())
        .getAvailableLabelsList();
  }

  private static Long[] range(long from, long to) {
    return LongStream.range(from, to).boxed().toArray(Long[]::new);
  }

  private static void assertStatus(
      ThrowingCallable call, Status.Code code, String... messageParts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(code))
        .hasMessageContainingAll(messageParts);
  }

  @Test
  void workersReadWhatWasInformed() {
    selector.register(PIPELINE, strategy().replace("1000", "8"), 3);
    selector.stub().informData(SelectorFixture.samples(PIPELINE, 0, 10).build());
    assertThat(labels()).isEmpty();

    assertThat(selector.trigger(PIPELINE, 10, 10).getTriggerId()).isZero();
    assertThat(selector.trigger(PIPELINE, 20, 2).getTriggerId()).isEqualTo(1);

    assertThat(selector.numberOfSamples(PIPELINE, 0)).isEqualTo(20);
    assertThat(selector.numberOfPartitions(PIPELINE, 0)).isEqualTo(3);
    assertThat(selector.numberOfSamples(PIPELINE, 1)).isEqualTo(22);
    List<Long> keys = new ArrayList<>();
    for (int partition = 0; partition < 3; partition++) {
      for (int worker = 0; worker < 3; worker++) {
        keys.addAll(selector.keys(PIPELINE, 0, partition, worker));
      }
    }
    assertThat(keys).containsExactlyInAnyOrder(range(0, 20));
    assertThat(keys.subList(0, 8)).containsExactlyInAnyOrder(range(0, 8));
    assertThat(selector.keys(PIPELINE, 0, 0, 0)).hasSize(3);
    assertThat(selector.keys(PIPELINE, 0, 0, 2)).hasSize(2);
    assertThat(labels()).containsExactly(0L, 1L, 2L);
  }

  @Test
  void emptyShareIsOneEmptyAnswer() {
    selector.register(PIPELINE, strategy(), 16);
    selector.trigger(PIPELINE, 0, 2);

    assertThat(selector.keys(PIPELINE, 0, 0, 1)).hasSize(1);
    assertThat(selector.answers(PIPELINE, 0, 0, 15))
        .containsExactly(SamplesResponse.getDefaultInstance());
  }

  @Test
  void emptyTriggerHasNoSamples() {
    selector.register(PIPELINE, strategy(), 1);

    assertThat(selector.trigger(PIPELINE, 0, 0).getTriggerId()).isZero();

    assertThat(selector.numberOfSamples(PIPELINE, 0)).isZero();
    assertThat(selector.numberOfPartitions(PIPELINE, 0)).isZero();
    assertStatus(
        () -> selector.keys(PIPELINE, 0, 0, 0),
        Status.Code.NOT_FOUND,
        "partition 0",
        "0 partition");
  }

  @Test
  void answersAreCutBelowOneMebibyte() {
    int samples = 500_000;
    selector.register(PIPELINE, strategy().replace("1000", "1000000"), 1);
    selector.trigger(PIPELINE, Long.MAX_VALUE - samples, samples);

    List<SamplesResponse> answers = selector.answers(PIPELINE, 0, 0, 0);

    assertThat(answers).hasSize(11);
    assertThat(answers)
        .allSatisfy(
            answer -> {
              assertThat(answer.getSerializedSize()).isLessThan(1 << 20);
              assertThat(answer.getTrainingSamplesWeightsCount())
                  .isEqualTo(answer.getTrainingSamplesSubsetCount());
              assertThat(answer.getTrainingSamplesWeights(0)).isEqualTo(1.0f);
            });
    assertThat(answers.stream().mapToInt(SamplesResponse::getTrainingSamplesSubsetCount).sum())
        .isEqualTo(samples);
  }

  @Test
  void logsHaveTheKnownKeys() throws Exception {
    selector.register(PIPELINE, strategy().replace("null", "0"), 1);
    ObjectMapper json = new ObjectMapper();

    JsonNode inform =
        json.readTree(
            selector
                .stub()
                .informData(SelectorFixture.samples(PIPELINE, 0, 1500).build())
                .getLog()
                .getValue());
    assertThat(inform.at("/total_persist_time").isIntegralNumber()).isTrue();
    assertThat(inform.at("/persist_log/persist_samples_time").isIntegralNumber()).isTrue();

    JsonNode trigger = json.readTree(selector.trigger(PIPELINE, 1500, 1).getLog().getValue());
    assertThat(trigger.at("/inform/total_persist_time").isIntegralNumber()).isTrue();
    assertThat(trigger.at("/trigger/num_keys").intValue()).isEqualTo(1501);
    assertThat(trigger.at("/trigger/num_partitions").intValue()).isEqualTo(2);
    assertThat(trigger.at("/trigger/db_update_time").isIntegralNumber()).isTrue();
    assertThat(trigger.at("/trigger/reset_state_time").isIntegralNumber()).isTrue();
    assertThat(trigger.at("/trigger/trigger_partitions")).hasSize(2);
    JsonNode partition = trigger.at("/trigger/trigger_partitions/1");
    assertThat(partition.at("/partition_log/shuffle_time").isIntegralNumber()).isTrue();
    assertThat(partition.at("/on_trigger_time").isIntegralNumber()).isTrue();
    assertThat(partition.at("/store_triggersamples_time").isIntegralNumber()).isTrue();
  }

  @Test
  void strategyHasNoDownsampling() {
    selector.register(PIPELINE, strategy().replace("{", "{\"uses_weights\": true, "), 0);

    SelectionStrategyResponse strategy =
        selector
            .stub()
            .getSelectionStrategy(
                GetSelectionStrategyRequest.newBuilder().setPipelineId(PIPELINE).build());

    assertThat(strategy.getDownsamplingEnabled()).isFalse();
    assertThat(strategy.getStrategyName()).isEmpty();
    assertThat(strategy.getDownsamplerConfig().getValue()).isEqualTo("{}");
    assertThat(
            selector
                .stub()
                .getStatusBarScale(
                    GetStatusBarScaleRequest.newBuilder().setPipelineId(PIPELINE).build())
                .getStatusBarScale())
        .isEqualTo(100);
    assertThat(
            selector
                .stub()
                .usesWeights(UsesWeightsRequest.newBuilder().setPipelineId(PIPELINE).build())
                .getUsesWeights())
        .isTrue();
  }

  @Test
  void registeringIsIdempotent() {
    selector.register(PIPELINE, strategy(), 2);
    selector.register(PIPELINE, strategy().replace("}", ", \"limit\": -1}"), 2);

    assertStatus(
        () -> selector.register(PIPELINE, strategy(), 3),
        Status.Code.ALREADY_EXISTS,
        "pipeline 7",
        "2 workers",
        "3 workers");
    assertStatus(
        () -> selector.register(PIPELINE, strategy().replace("null", "0"), 2),
        Status.Code.ALREADY_EXISTS,
        "pipeline 7");
  }

  @Test
  void wrongRegistrationsAreRefused() {
    assertStatus(
        () ->
            selector.register(
                PIPELINE,
                strategy()
                    .replace("NewDataStrategy", "FreshnessSamplingStrategy")
                    .replace("null", "0, \"unused_data_ratio\": 50"),
                1),
        Status.Code.INVALID_ARGUMENT,
        "selection_strategy",
        "tail_triggers",
        "must be null");
    assertStatus(
        () -> selector.register(PIPELINE, strategy().replace("1000", "0"), 1),
        Status.Code.INVALID_ARGUMENT,
        "maximum_keys_in_memory");
    assertStatus(
        () -> selector.register(PIPELINE, strategy(), -1),
        Status.Code.INVALID_ARGUMENT,
        "num_workers",
        "-1");
  }

  @Test
  void unknownIdsAreRejected() {
    assertStatus(() -> selector.trigger(PIPELINE, 0, 1), Status.Code.NOT_FOUND, "pipeline 7");
    assertStatus(() -> selector.numberOfSamples(PIPELINE, 0), Status.Code.NOT_FOUND, "pipeline 7");
    assertStatus(this::labels, Status.Code.NOT_FOUND, "pipeline 7");
    assertStatus(() -> selector.keys(PIPELINE, 0, 0, 0), Status.Code.NOT_FOUND, "pipeline 7");

    selector.register(PIPELINE, strategy(), 2);
    selector.trigger(PIPELINE, 0, 4);

    assertStatus(
        () -> selector.numberOfPartitions(PIPELINE, 1),
        Status.Code.NOT_FOUND,
        "trigger 1",
        "has 1 triggers");
    assertStatus(() -> selector.keys(PIPELINE, 1, 0, 0), Status.Code.NOT_FOUND, "trigger 1");
    assertStatus(
        () -> selector.keys(PIPELINE, 0, 1, 0),
        Status.Code.NOT_FOUND,
        "partition 1",
        "1 partition");
    assertStatus(() -> selector.keys(PIPELINE, 0, -1, 0), Status.Code.NOT_FOUND, "partition -1");
    assertStatus(
        () -> selector.keys(PIPELINE, 0, 0, 2),
        Status.Code.INVALID_ARGUMENT,
        "worker 2",
        "2 workers");
  }

  @Test
  void differentLengthsAreRefused() {
    selector.register(PIPELINE, strategy(), 1);
    DataInformRequest request =
        SelectorFixture.samples(PIPELINE, 0, 3).addKeys(9).addLabels(0).build();

    assertStatus(
        () -> selector.stub().informData(request),
        Status.Code.INVALID_ARGUMENT,
        "4 keys, 3 timestamps and 4 labels");
    assertStatus(
        () -> selector.stub().informDataAndTrigger(request),
        Status.Code.INVALID_ARGUMENT,
        "4 keys");
    assertThat(selector.trigger(PIPELINE, 0, 1).getTriggerId()).isZero();
    assertThat(selector.numberOfSamples(PIPELINE, 0)).isEqualTo(1);
  }

  @Test
  void restartedSelectorResumes() {
    selector.register(PIPELINE, strategy(), 2);
    selector.trigger(PIPELINE, 0, 5);
    selector.stub().informData(SelectorFixture.samples(PIPELINE, 5, 5).build());
    List<Long> before = selector.keys(PIPELINE, 0, 0, 0);

    restart();

    assertThat(selector.keys(PIPELINE, 0, 0, 0)).isEqualTo(before);
    assertThat(selector.trigger(PIPELINE, 10, 5).getTriggerId()).isEqualTo(1);
    List<Long> keys = new ArrayList<>(selector.keys(PIPELINE, 1, 0, 0));
    keys.addAll(selector.keys(PIPELINE, 1, 0, 1));
    assertThat(keys).containsExactlyInAnyOrder(range(0, 15));
  }

  @Test
  void repeatedRequestsWithPositionChangeNothing() {
    selector.register(PIPELINE, strategy(), 1);
    DataInformRequest inform = SelectorFixture.samples(PIPELINE, 0, 5).setPosition(0).build();
    DataInformRequest trigger =
        SelectorFixture.samples(PIPELINE, 5, 5).setPosition(5).setTriggerId(0).build();

    selector.stub().informData(inform);
    selector.stub().informData(inform);
    assertThat(selector.stub().informDataAndTrigger(trigger).getTriggerId()).isZero();
    assertThat(selector.stub().informDataAndTrigger(trigger).getTriggerId()).isZero();
    restart();
    assertThat(selector.stub().informDataAndTrigger(trigger).getTriggerId()).isZero();
    selector.stub().informData(inform);

    assertThat(selector.keys(PIPELINE, 0, 0, 0)).containsExactlyInAnyOrder(range(0, 10));
    assertStatus(
        () -> selector.stub().informData(inform.toBuilder().setPosition(11).build()),
        Status.Code.FAILED_PRECONDITION,
        "position 11",
        "10 samples");
    assertStatus(
        () ->
            selector
                .stub()
                .informDataAndTrigger(trigger.toBuilder().setPosition(10).setTriggerId(2).build()),
        Status.Code.FAILED_PRECONDITION,
        "next trigger",
        "trigger 2");
    assertStatus(
        () -> selector.stub().informDataAndTrigger(trigger.toBuilder().clearTriggerId().build()),
        Status.Code.INVALID_ARGUMENT,
        "both or neither");
  }

  @Test
  void triggersWithoutAnythingToSelectMayBeLeftOut() {
    selector.register(PIPELINE, strategy().replace("null", "0"), 1);
    DataInformRequest none =
        DataInformRequest.newBuilder().setPipelineId(PIPELINE).setPosition(5).build();
    selector
        .stub()
        .informDataAndTrigger(
            SelectorFixture.samples(PIPELINE, 0, 5).setPosition(0).setTriggerId(0).build());
    assertStatus(
        () -> selector.stub().informDataAndTrigger(none.toBuilder().setTriggerId(9).build()),
        Status.Code.FAILED_PRECONDITION,
        "next trigger");
    selector.stub().informDataAndTrigger(none.toBuilder().setTriggerId(1).build());
    assertThat(
            selector
                .stub()
                .informDataAndTrigger(none.toBuilder().setTriggerId(25_000).build())
                .getTriggerId())
        .isEqualTo(25_000);
    restart();
    assertThat(
            selector
                .stub()
                .informDataAndTrigger(
                    SelectorFixture.samples(PIPELINE, 5, 3)
                        .setPosition(5)
                        .setTriggerId(25_001)
                        .build())
                .getTriggerId())
        .isEqualTo(25_001);
    assertThat(selector.keys(PIPELINE, 25_001, 0, 0)).containsExactlyInAnyOrder(range(5, 8));
  }

  @Test
  void aStrategyRemembersTheTriggerBeforeThoseThatWereLeftOut() {
    selector.register(
        PIPELINE,
        strategy()
            .replace(
                "\"NewDataStrategy\"", "\"FreshnessSamplingStrategy\", \"unused_data_ratio\": 50"),
        1);
    DataInformRequest none =
        DataInformRequest.newBuilder().setPipelineId(PIPELINE).setPosition(5).build();
    selector
        .stub()
        .informDataAndTrigger(
            SelectorFixture.samples(PIPELINE, 0, 5).setPosition(0).setTriggerId(0).build());
    selector.stub().informDataAndTrigger(none.toBuilder().setTriggerId(1).build());
    selector.stub().informDataAndTrigger(none.toBuilder().setTriggerId(25_000).build());
    restart();
    selector
        .stub()
        .informDataAndTrigger(
            SelectorFixture.samples(PIPELINE, 5, 3).setPosition(5).setTriggerId(25_001).build());

    // three unused samples, and as many of the five used ones
    assertThat(selector.keys(PIPELINE, 25_001, 0, 0)).hasSize(6).contains(range(5, 8));
  }

  @Test
  void damagedFilesAreDataLoss() {
    selector.register(PIPELINE, strategy(), 1);
    selector.trigger(PIPELINE, 0, 5);
    Path trainingSet = config.triggerSampleDirectory().resolve("7/0/0.training-set");
    TemporaryDirectory.damage(trainingSet, 70);
    assertStatus(
        () -> selector.keys(PIPELINE, 0, 0, 0), Status.Code.DATA_LOSS, trainingSet.toString());
  }
}
