package org.modyn.common.config.pipeline.trigger.drift;

import java.util.Optional;
import org.modyn.common.config.schema.Constant;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Matches;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Metrics that equal those of Alibi-Detect. */
public sealed interface AlibiDetectDriftMetricConfig extends DriftMetricConfig {
  /** What the metrics have in common. */
  record Common(
      @Description("The criterion of a drift") DriftCriterionConfig decisionCriterion,
      @Description(
              "The p-value below which the statistical test detects a drift; with correction fdr"
                  + " the accepted false discovery rate. HypothesisTestCriterion uses the test;"
                  + " with other criteria it is only logged")
          @Default("0.05")
          @Minimum(0)
          @Maximum(1)
          double pVal,
      @Description(
              "Accepted, but has no effect: the windows are compared as they are, without a"
                  + " preprocessor")
          @Default("false")
          boolean xRefPreprocessed,
      @Description(
              "Must be omitted: texts are embedded by the model and the tokenizer of the pipeline")
          Optional<Preprocessor> preprocessor) {

    @Rule
    static void windowsAreNotPreprocessed(
        Optional<Preprocessor> preprocessor, Violations violations) {
      if (preprocessor.isPresent()) {
        violations.add(
            "preprocessor",
            "must be omitted: texts are embedded by the model and the tokenizer of the pipeline");
      }
    }
  }

  /** The embedding of texts by another model than the pipeline's, which is not supported. */
  @Description("The embedding of texts")
  record Preprocessor(
      @Description("Name of a pretrained tokenizer, for example bert-base-cased")
          @Example("bert-base-cased")
          String tokenizerModel,
      @Description("Layers that the embedding is computed from, counted from the last")
          @Default("8")
          int nLayers,
      @Description("Maximum number of tokens of a text") @Example("100") int maxLen,
      @Description("Number of texts in a batch") @Default("32") int batchSize) {}

  /** What the metrics have in common. */
  Common common();

  @Override
  default DriftCriterionConfig decisionCriterion() {
    return common().decisionCriterion();
  }

  @Override
  default boolean hasTest() {
    return true;
  }

  /** The squared maximum mean discrepancy. */
  @Description(
      "The squared maximum mean discrepancy with a Gaussian kernel: about 0 without drift, at most"
          + " 2. Detects any difference of the distributions; costs the square of the number of"
          + " samples")
  @Name("AlibiDetectMmdDriftMetric")
  record Mmd(
      @Inline Common common,
      @Description("Accepted, but has no effect: drift is computed on the supervisor's CPU")
          @Matches("cpu|gpu|cuda:?[0-9]*")
          Optional<String> device,
      @Description("Number of permutations of the test; null: no test")
          @Minimum(1)
          @Maximum(100_000)
          Optional<Integer> numPermutations,
      @Description("Always GaussianRBF; may be omitted") @Constant("GaussianRBF") String kernel,
      @Description(
              "Whether the width of the kernel is the median distance within the reference window;"
                  + " otherwise it is the one between both windows")
          @Default("true")
          boolean configureKernelFromXRef,
      @Description("Accepted, but has no effect: decision_criterion decides")
          Optional<Double> threshold)
      implements AlibiDetectDriftMetricConfig {

    @Override
    public boolean hasTest() {
      return numPermutations.isPresent();
    }

    @Rule
    static void oneOfThemDecides(
        Optional<Double> threshold, Optional<Integer> numPermutations, Violations violations) {
      if (threshold.isPresent() && numPermutations.isPresent()) {
        violations.add("threshold", "must not be specified together with num_permutations");
      }
    }
  }

  /** Kolmogorov-Smirnov test of each feature. */
  @Description(
      "Kolmogorov-Smirnov test of each feature: the greatest difference of the distribution"
          + " functions, between 0 and 1, on average over the features")
  @Name("AlibiDetectKSDriftMetric")
  record KolmogorovSmirnov(
      @Inline Common common,
      @Description(
              "less: the current values are less, so that the distribution function of the"
                  + " reference window is less somewhere; greater: the opposite")
          @Default("two-sided")
          Alternative alternativeHypothesis,
      @Description("How the p-values of the features are corrected for the number of tests")
          @Default("bonferroni")
          Correction correction)
      implements AlibiDetectDriftMetricConfig {}

  /** Cramér-von Mises test of each feature. */
  @Description(
      "Cramér-von Mises test of each feature: the mean squared difference of the distribution"
          + " functions, which grows with the number of samples, on average over the features. Not"
          + " for features of few distinct values, if the windows have different sizes. Needs"
          + " windows of two samples")
  @Name("AlibiDetectCVMDriftMetric")
  record CramerVonMises(
      @Inline Common common,
      @Description("How the p-values of the features are corrected for the number of tests")
          @Default("bonferroni")
          Correction correction)
      implements AlibiDetectDriftMetricConfig {}
}
