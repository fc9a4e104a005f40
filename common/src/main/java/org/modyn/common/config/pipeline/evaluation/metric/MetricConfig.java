package org.modyn.common.config.pipeline.evaluation.metric;

import java.util.Optional;
import org.modyn.common.config.schema.Discriminator;

/** What is measured of a model. */
@Discriminator("name")
public sealed interface MetricConfig permits AccuracyConfig, F1ScoreConfig, RocAucConfig {
  /** Turns the model's output into what the metric compares with the labels. */
  Optional<String> evaluationTransformerFunction();

  /** What the metric is called in results. */
  String fullName();
}
