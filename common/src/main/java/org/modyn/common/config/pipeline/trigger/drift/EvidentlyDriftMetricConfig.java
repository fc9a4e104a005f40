package org.modyn.common.config.pipeline.trigger.drift;

import java.util.Optional;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Name;

/** Metrics on embeddings. Their own thresholds are accepted, but not used. */
public sealed interface EvidentlyDriftMetricConfig extends DriftMetricConfig {
  /** How well a classifier distinguishes the two windows. */
  @Description("How well a classifier distinguishes the two windows")
  @Name("EvidentlyModelDriftMetric")
  record Model(
      @Description("The criterion of a drift") DriftCriterionConfig decisionCriterion,
      @Description("Principal components to reduce the embeddings to; default: no reduction")
          Optional<Integer> numPcaComponent,
      @Description("Whether the threshold is computed by bootstrapping") @Default("false")
          boolean bootstrap,
      @Description("Accepted, but not used") @Default("0.95") double quantileProbability,
      @Description("Accepted, but not used; see decision_criterion") @Default("0.55")
          double threshold)
      implements EvidentlyDriftMetricConfig {}

  /** Fraction of the components that differ. */
  @Description("Fraction of the components that differ")
  @Name("EvidentlyRatioDriftMetric")
  record Ratio(
      @Description("The criterion of a drift") DriftCriterionConfig decisionCriterion,
      @Description("Principal components to reduce the embeddings to; default: no reduction")
          Optional<Integer> numPcaComponent,
      @Description("The test that compares a component") @Default("wasserstein")
          String componentStattest,
      @Description("Accepted, but not used") @Default("0.1") double componentStattestThreshold,
      @Description("Accepted, but not used; see decision_criterion") @Default("0.2")
          double threshold)
      implements EvidentlyDriftMetricConfig {}

  /** The distance between the means of the windows. */
  @Description("The distance between the means of the windows")
  @Name("EvidentlySimpleDistanceDriftMetric")
  record SimpleDistance(
      @Description("The criterion of a drift") DriftCriterionConfig decisionCriterion,
      @Description("Principal components to reduce the embeddings to; default: no reduction")
          Optional<Integer> numPcaComponent,
      @Description("How the distance is measured") @Default("euclidean") String distanceMetric,
      @Description("Whether the threshold is computed by bootstrapping") @Default("false")
          boolean bootstrap,
      @Description("Accepted, but not used") @Default("0.95") double quantileProbability,
      @Description("Accepted, but not used; see decision_criterion") @Default("0.2")
          double threshold)
      implements EvidentlyDriftMetricConfig {}

  /** The Hellinger distance of the distributions. */
  @Description("The Hellinger distance of the distributions")
  @Name("EvidentlyHellingerDistanceDriftMetric")
  record HellingerDistance(
      @Description("The criterion of a drift") DriftCriterionConfig decisionCriterion)
      implements EvidentlyDriftMetricConfig {}
}
