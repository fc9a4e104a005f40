package org.modyn.selector;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.testing.TestDatabase;
import org.modyn.proto.selector.GetAvailableLabelsRequest;
import org.modyn.proto.selector.GetNumberOfPartitionsRequest;
import org.modyn.proto.selector.UnregisterPipelineRequest;

/** Every policy chooses the same on both storage backends, from the same samples and seed. */
class BackendAgreementTest {
  private static final int LOCAL = 1;
  private static final int DATABASE = 2;
  private static final int TRIGGERS = 4;

  @TempDir private static Path directory;
  private static TestDatabase database;
  private static SelectorFixture selector;

  @BeforeAll
  static void start() {
    database = TestDatabase.create();
    selector = SelectorFixture.start(SelectorFixture.config(database.config(), directory));
  }

  @AfterAll
  static void stop() {
    selector.close();
    database.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"name\": \"NewDataStrategy\", \"tail_triggers\": null",
        "\"name\": \"NewDataStrategy\", \"tail_triggers\": 1, \"limit\": 50",
        "\"name\": \"NewDataStrategy\", \"tail_triggers\": null, \"limit\": 50",
        "\"name\": \"NewDataStrategy\", \"tail_triggers\": null, \"limit\": 50,"
            + " \"limit_reset\": \"sampleUAR\"",
        "\"name\": \"FreshnessSamplingStrategy\", \"tail_triggers\": null, \"limit\": 90,"
            + " \"unused_data_ratio\": 60",
        "\"name\": \"CoresetStrategy\", \"tail_triggers\": 2, \"warmup_triggers\": 1",
        "\"name\": \"CoresetStrategy\", \"tail_triggers\": null,"
            + " \"presampling_config\": {\"strategy\": \"Random\", \"ratio\": 40}",
        "\"name\": \"CoresetStrategy\", \"tail_triggers\": null,"
            + " \"presampling_config\": {\"strategy\": \"RandomNoReplacement\", \"ratio\": 40}",
        "\"name\": \"CoresetStrategy\", \"tail_triggers\": 1,"
            + " \"presampling_config\": {\"strategy\": \"LabelBalanced\", \"ratio\": 40}",
        "\"name\": \"CoresetStrategy\", \"tail_triggers\": null,"
            + " \"presampling_config\": {\"strategy\": \"TriggerBalanced\", \"ratio\": 40}",
        "\"name\": \"RecencyWeightedStrategy\", \"tail_triggers\": null, \"limit\": 50,"
            + " \"half_life\": \"30s\"",
        "\"name\": \"ClassBalancedReservoirStrategy\", \"tail_triggers\": null, \"limit\": 50",
        "\"name\": \"NewDataStrategy\", \"tail_triggers\": null, \"uses_weights\": true,"
            + " \"weighting\": {\"name\": \"InverseLabelFrequency\"}",
      })
  void trainingSetsAreTheSame(String policy) {
    register(LOCAL, policy, "local");
    register(DATABASE, policy, "database");
    for (int trigger = 0; trigger < TRIGGERS; trigger++) {
      trigger(LOCAL, trigger);
      trigger(DATABASE, trigger);
      int partitions = partitions(LOCAL, trigger);
      assertThat(partitions).isPositive().isEqualTo(partitions(DATABASE, trigger));
      for (int partition = 0; partition < partitions; partition++) {
        assertThat(selector.answers(LOCAL, trigger, partition, 0))
            .isEqualTo(selector.answers(DATABASE, trigger, partition, 0));
        assertThat(selector.keys(LOCAL, trigger, partition, 0)).isNotEmpty();
      }
      assertThat(labels(LOCAL)).isNotEmpty().isEqualTo(labels(DATABASE));
    }
    unregister(LOCAL);
    unregister(DATABASE);
  }

  private static void register(int pipelineId, String policy, String backend) {
    selector
        .stub()
        .registerPipeline(
            SelectorFixture.registration(
                    pipelineId,
                    "{\"maximum_keys_in_memory\": 30, \"storage_backend\": \"%s\", %s}"
                        .formatted(backend, policy),
                    1)
                .toBuilder()
                .setSeed(7)
                .build());
  }

  private static void trigger(int pipelineId, int trigger) {
    long first = 80L * trigger;
    selector.stub().informData(SelectorFixture.samples(pipelineId, first, 40).build());
    selector
        .stub()
        .informDataAndTrigger(SelectorFixture.samples(pipelineId, first + 40, 40).build());
  }

  private static int partitions(int pipelineId, int trigger) {
    return selector
        .stub()
        .getNumberOfPartitions(
            GetNumberOfPartitionsRequest.newBuilder()
                .setPipelineId(pipelineId)
                .setTriggerId(trigger)
                .build())
        .getNumPartitions();
  }

  private static List<Long> labels(int pipelineId) {
    return selector
        .stub()
        .getAvailableLabels(
            GetAvailableLabelsRequest.newBuilder().setPipelineId(pipelineId).build())
        .getAvailableLabelsList();
  }

  private static void unregister(int pipelineId) {
    selector
        .stub()
        .unregisterPipeline(
            UnregisterPipelineRequest.newBuilder().setPipelineId(pipelineId).build());
  }
}
