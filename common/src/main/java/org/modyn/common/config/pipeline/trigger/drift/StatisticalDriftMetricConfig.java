package org.modyn.common.config.pipeline.trigger.drift;

import java.util.Optional;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;

/** Metrics of our own. */
public sealed interface StatisticalDriftMetricConfig extends DriftMetricConfig {
  @Override
  default boolean hasTest() {
    return true;
  }

  /** What the metrics with a test have in common. */
  record Common(
      @Description("The criterion of a drift") DriftCriterionConfig decisionCriterion,
      @Description(
              "The p-value below which the statistical test detects a drift; with correction fdr"
                  + " the accepted false discovery rate. HypothesisTestCriterion uses the test;"
                  + " with other criteria it is only logged")
          @Default("0.05")
          @Minimum(0)
          @Maximum(1)
          double pVal) {}

  /** The least-squares density difference. */
  @Description(
      "The least-squares density difference, modelled with Gaussian kernels: 0 or more. Costs less"
          + " than the maximum mean discrepancy on large windows. Needs a reference window with two"
          + " samples or more than there are kernel centers")
  @Name("LsddDriftMetric")
  record Lsdd(
      @Inline Common common,
      @Description("Number of permutations of the test, which also determine the regularization")
          @Default("100")
          @Minimum(1)
          @Maximum(100_000)
          int numPermutations,
      @Description(
              "Number of samples of the reference window that become centers of kernels, drawn at"
                  + " random and then not compared; null: a twentieth of the window, at least 1")
          @Minimum(1)
          Optional<Integer> numKernelCenters,
      @Description(
              "How much the regularization may change the estimate, relative to it: the strongest"
                  + " regularization with a smaller change is used")
          @Default("0.2")
          @Minimum(0)
          @Maximum(1)
          double lambdaRdMax)
      implements StatisticalDriftMetricConfig {

    @Override
    public DriftCriterionConfig decisionCriterion() {
      return common.decisionCriterion();
    }
  }

  /** Chi-squared test of each categorical feature. */
  @Description(
      "Chi-squared test of each feature, for categorical features, whose distinct values are the"
          + " categories: the statistic, which grows with the number of samples, on average over"
          + " the features")
  @Name("ChiSquaredDriftMetric")
  record ChiSquared(
      @Inline Common common,
      @Description("How the p-values of the features are corrected for the number of tests")
          @Default("bonferroni")
          Correction correction)
      implements StatisticalDriftMetricConfig {

    @Override
    public DriftCriterionConfig decisionCriterion() {
      return common.decisionCriterion();
    }
  }

  /** Fisher's exact test of each binary feature. */
  @Description(
      "Fisher's exact test of each feature, for features of 0 and 1: the difference of the"
          + " frequencies of 1, between 0 and 1, on average over the features")
  @Name("FisherExactDriftMetric")
  record FisherExact(
      @Inline Common common,
      @Description("less: 1 is less frequent in the current window; greater: more frequent")
          @Default("two-sided")
          Alternative alternativeHypothesis,
      @Description("How the p-values of the features are corrected for the number of tests")
          @Default("bonferroni")
          Correction correction)
      implements StatisticalDriftMetricConfig {

    @Override
    public DriftCriterionConfig decisionCriterion() {
      return common.decisionCriterion();
    }
  }

  /** The energy distance. */
  @Description(
      "The energy distance of the distributions of the feature vectors: 0 without drift, in the"
          + " unit of the square root of the features. Costs the square of the number of samples")
  @Name("EnergyDistanceDriftMetric")
  record EnergyDistance(
      @Inline Common common,
      @Description("Number of permutations of the test; null: no test")
          @Minimum(1)
          @Maximum(100_000)
          Optional<Integer> numPermutations)
      implements StatisticalDriftMetricConfig {

    @Override
    public boolean hasTest() {
      return numPermutations.isPresent();
    }

    @Override
    public DriftCriterionConfig decisionCriterion() {
      return common.decisionCriterion();
    }
  }

  /** The population stability index. */
  @Description(
      "The population stability index of each feature: 0 without drift, below 0.1 for a small and"
          + " above 0.25 for a great one by a rule of thumb, on average over the features")
  @Name("PopulationStabilityIndexDriftMetric")
  record PopulationStabilityIndex(
      @Description("The criterion of a drift") DriftCriterionConfig decisionCriterion,
      @Description("Number of bins with equally many samples of the reference window")
          @Default("10")
          @Minimum(2)
          @Maximum(10_000)
          int numBins)
      implements StatisticalDriftMetricConfig {

    @Override
    public boolean hasTest() {
      return false;
    }
  }
}
