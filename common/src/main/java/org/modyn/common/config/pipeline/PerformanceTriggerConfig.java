package org.modyn.common.config.pipeline;

import java.util.List;
import java.util.Map;
import org.modyn.common.config.pipeline.performance.PerformanceConfig;
import org.modyn.common.config.pipeline.performance.PerformanceCriterionConfig;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.InvalidFieldException;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.NonEmpty;

/** Trains when the model has become worse. */
@Name("PerformanceTrigger")
public record PerformanceTriggerConfig(
    @Inline BatchConfig batch,
    @Inline PerformanceConfig performance,
    @Description(
            "What has to happen to the model's metrics, by a name of your choice; any one suffices")
        @NonEmpty
        Map<String, PerformanceCriterionConfig> decisionCriteria)
    implements TriggerConfig {

  public PerformanceTriggerConfig {
    decisionCriteria = InOrder.copyOf(decisionCriteria);
    List<String> metrics =
        performance.evaluation().dataset().metrics().stream().map(MetricConfig::fullName).toList();
    decisionCriteria.forEach(
        (name, criterion) -> {
          criterion
              .metricName()
              .filter(metric -> !metrics.contains(metric))
              .ifPresent(
                  metric -> {
                    throw new InvalidFieldException(
                        "decision_criteria." + name + ".metric",
                        "\"%s\" is not among the metrics of evaluation.dataset; allowed: %s"
                            .formatted(metric, String.join(", ", metrics)));
                  });
          if (criterion.needsCalibration()) {
            batch.requireWarmupPolicy("the criterion \"%s\" has to be calibrated".formatted(name));
          }
        });
  }
}
