package org.modyn.common.config.pipeline.trigger;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.error.ModynException;

class DataDriftTriggerConfigTest {
  private static final String TEST = "decision_criterion: {id: HypothesisTestCriterion}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id: AlibiDetectMmdDriftMetric, num_permutations: 50",
        "id: AlibiDetectKSDriftMetric",
        "id: AlibiDetectCVMDriftMetric",
        "id: ClassifierDriftMetric",
        "id: LsddDriftMetric",
        "id: ChiSquaredDriftMetric",
        "id: FisherExactDriftMetric",
        "id: EnergyDistanceDriftMetric, num_permutations: 50",
      })
  void aTestDecidesIfTheMetricHasOne(String metric) {
    assertThatCode(() -> read("{m: {" + metric + ", " + TEST + "}}")).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id: AlibiDetectMmdDriftMetric",
        "id: EnergyDistanceDriftMetric",
        "id: PopulationStabilityIndexDriftMetric",
        "id: EvidentlyHellingerDistanceDriftMetric",
        "id: EvidentlyModelDriftMetric",
        "id: EvidentlyRatioDriftMetric",
        "id: EvidentlySimpleDistanceDriftMetric",
      })
  void aTestThatTheMetricHasNotIsRefused(String metric) {
    assertThatThrownBy(() -> read("{m: {" + metric + ", " + TEST + "}}"))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining(
            "trigger.metrics.m.decision_criterion: is HypothesisTestCriterion, but the metric has"
                + " no statistical test");
  }

  @Test
  void aggregationCannotNeedMoreMetricsThanThereAre() {
    String metrics =
        "{m: {id: AlibiDetectKSDriftMetric, " + TEST + "}}, aggregation_strategy: {id: AtLeastN";

    assertThatCode(() -> read(metrics + ", n: 1}")).doesNotThrowAnyException();
    assertThatThrownBy(() -> read(metrics + ", n: 2}"))
        .hasMessageContaining(
            "trigger.aggregation_strategy.n: must be at most the number of metrics (1), but is 2");
  }

  private static void read(String metrics) {
    ConfigLoader.parseSection(
        "trigger",
        "{id: DataDriftTrigger, evaluation_interval_data_points: 10, metrics: " + metrics + "}",
        TriggerConfig.class);
  }
}
