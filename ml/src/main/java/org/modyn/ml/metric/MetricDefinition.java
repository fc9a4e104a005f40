package org.modyn.ml.metric;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.common.config.pipeline.evaluation.metric.MetricConfig;
import org.modyn.common.error.ModynException;
import org.modyn.ml.userfunction.UserCode;

/**
 * A metric of a pipeline file whose transformer is compiled. Immutable.
 *
 * @param transformer empty when the configuration has none
 */
public record MetricDefinition(MetricConfig config, Optional<EvaluationTransformer> transformer) {
  public MetricDefinition {
    requireNonNull(config, "config is null");
    requireNonNull(transformer, "transformer is null");
  }

  /**
   * Compiles the metric's transformer.
   *
   * @throws ModynException INVALID_ARGUMENT when that is not possible, see {@link UserCode}
   */
  public static MetricDefinition create(MetricConfig config, UserCode userCode) {
    return new MetricDefinition(
        config,
        config
            .evaluationTransformerFunction()
            .map(text -> EvaluationTransformers.create(text, userCode)));
  }

  /** The name under which results are reported. */
  public String name() {
    return config.resultName();
  }
}
