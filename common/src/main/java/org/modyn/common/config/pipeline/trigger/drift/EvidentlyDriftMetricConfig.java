package org.modyn.common.config.pipeline.trigger.drift;

import java.util.Optional;
import org.modyn.common.config.schema.Constant;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/**
 * Metrics as Evidently 0.4 computes them. They measure distances; the decision criterion alone
 * decides whether a distance is a drift. Settings of Evidently's own decision (threshold,
 * quantile_probability, bootstrap) may be present in a file, but change nothing.
 */
public sealed interface EvidentlyDriftMetricConfig extends DriftMetricConfig {
  @Override
  default boolean hasTest() {
    return false;
  }

  /** How the distance between the mean vectors of two windows is measured. */
  enum Distance {
    EUCLIDEAN,
    COSINE,
    CITYBLOCK,
    CHEBYSHEV
  }

  /** A comparison of one component in two windows: Evidently's tests of numerical features. */
  enum ComponentTest {
    /** The Wasserstein distance in standard deviations of the reference window. */
    WASSERSTEIN,
    @Name("ks")
    KOLMOGOROV_SMIRNOV,
    @Name("anderson")
    ANDERSON_DARLING,
    @Name("cramer_von_mises")
    CRAMER_VON_MISES,
    @Name("mannw")
    MANN_WHITNEY,
    @Name("es")
    EPPS_SINGLETON,
    T_TEST,
    /** Evidently's spelling. */
    @Name("emperical_mmd")
    EMPIRICAL_MMD,
    @Name("ed")
    ENERGY_DISTANCE,
    HELLINGER,
    @Name("jensenshannon")
    JENSEN_SHANNON,
    @Name("kl_div")
    KULLBACK_LEIBLER,
    @Name("psi")
    POPULATION_STABILITY_INDEX
  }

  /** The area under the ROC curve of a classifier that distinguishes the windows. */
  @Description(
      "The area under the ROC curve of a linear classifier that distinguishes the windows: 0.5 for"
          + " equal distributions, 1 for separable ones")
  @Name("EvidentlyModelDriftMetric")
  record Model(
      @Description("The criterion of a drift") DriftCriterionConfig decisionCriterion,
      @Description(
              "Number of principal components of the reference window to reduce the embeddings to;"
                  + " 0 or none: no reduction")
          @Minimum(0)
          Optional<Integer> numPcaComponent,
      @Description("Always false; may be omitted") @Constant("false") boolean bootstrap,
      @Description("No effect: decision_criterion decides") @Default("0.95")
          double quantileProbability,
      @Description("No effect: decision_criterion decides") @Default("0.55") double threshold)
      implements EvidentlyDriftMetricConfig {}

  /** The fraction of the components that differ. */
  @Description("The fraction of the components that differ")
  @Name("EvidentlyRatioDriftMetric")
  record Ratio(
      @Description("The criterion of a drift") DriftCriterionConfig decisionCriterion,
      @Description(
              "Number of principal components of the reference window to reduce the embeddings to;"
                  + " 0 or none: no reduction")
          @Minimum(0)
          Optional<Integer> numPcaComponent,
      @Description("The test that compares a component in both windows") @Default("wasserstein")
          ComponentTest componentStattest,
      @Description(
              "A component differs when its distance is at least this, or, for a test, when its"
                  + " p-value is below this")
          @Default("0.1")
          @Minimum(0)
          double componentStattestThreshold,
      @Description("No effect: decision_criterion decides") @Default("0.2") double threshold)
      implements EvidentlyDriftMetricConfig {}

  /** The distance between the mean vectors of the windows. */
  @Description("The distance between the mean vectors of the windows")
  @Name("EvidentlySimpleDistanceDriftMetric")
  record SimpleDistance(
      @Description("The criterion of a drift") DriftCriterionConfig decisionCriterion,
      @Description(
              "Number of principal components of the reference window to reduce the embeddings to;"
                  + " 0 or none: no reduction")
          @Minimum(0)
          Optional<Integer> numPcaComponent,
      @Description("How the distance is measured") @Default("euclidean") Distance distanceMetric,
      @Description("Always false; may be omitted") @Constant("false") boolean bootstrap,
      @Description("No effect: decision_criterion decides") @Default("0.95")
          double quantileProbability,
      @Description("No effect: decision_criterion decides") @Default("0.2") double threshold)
      implements EvidentlyDriftMetricConfig {

    @Rule
    static void cosineNeedsFeatures(
        Distance distanceMetric, Optional<Integer> numPcaComponent, Violations violations) {
      if (distanceMetric == Distance.COSINE && numPcaComponent.orElse(0) > 0) {
        violations.add(
            "distance_metric",
            "must not be cosine together with num_pca_component: the mean of the reference"
                + " window's principal components is 0");
      }
    }
  }

  /** The mean of the Hellinger distances of the features. */
  @Description(
      "The mean of the features' Hellinger distances: 0 for equal histograms, 1 for disjoint ones")
  @Name("EvidentlyHellingerDistanceDriftMetric")
  record HellingerDistance(
      @Description("The criterion of a drift") DriftCriterionConfig decisionCriterion)
      implements EvidentlyDriftMetricConfig {}
}
