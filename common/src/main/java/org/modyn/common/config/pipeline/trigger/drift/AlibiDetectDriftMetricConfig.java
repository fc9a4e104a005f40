package org.modyn.common.config.pipeline.trigger.drift;

import java.util.Optional;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Matches;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Metrics that come with a statistical test. */
public sealed interface AlibiDetectDriftMetricConfig extends DriftMetricConfig {
  /** What the metrics have in common. */
  record Common(
      @Description("The criterion of a drift") DriftCriterionConfig decisionCriterion,
      @Description("The p-value below which the test detects a drift") @Default("0.05") double pVal,
      @Description("Whether the reference window has been preprocessed already") @Default("false")
          boolean xRefPreprocessed,
      @Description("The embedding of texts") Optional<Preprocessor> preprocessor) {}

  /** The embedding of texts. */
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

  /** How p-values of several features are corrected. */
  enum Correction {
    BONFERRONI,
    FDR
  }

  /** The alternative hypothesis of the test. */
  enum Alternative {
    @Name("two-sided")
    TWO_SIDED,
    LESS,
    GREATER
  }

  /** What the metrics have in common. */
  Common common();

  @Override
  default DriftCriterionConfig decisionCriterion() {
    return common().decisionCriterion();
  }

  /** The maximum mean discrepancy. */
  @Description("The maximum mean discrepancy")
  @Name("AlibiDetectMmdDriftMetric")
  record Mmd(
      @Inline Common common,
      @Description("Device to compute on: cpu, gpu or cuda:N") @Matches("cpu|gpu|cuda:?[0-9]*")
          Optional<String> device,
      @Description("Permutations of the test; default: no test") Optional<Integer> numPermutations,
      @Description("The kernel of the distance") @Default("GaussianRBF") String kernel,
      @Description("Whether the width of the kernel is computed from the reference window")
          @Default("true")
          boolean configureKernelFromXRef,
      @Description("The distance above which a drift is detected, instead of a test")
          Optional<Double> threshold)
      implements AlibiDetectDriftMetricConfig {

    @Rule
    static void oneOfThemDecides(
        Optional<Double> threshold, Optional<Integer> numPermutations, Violations violations) {
      if (threshold.isPresent() && numPermutations.isPresent()) {
        violations.add("threshold", "must not be specified together with num_permutations");
      }
    }
  }

  /** Kolmogorov-Smirnov test of each feature. */
  @Description("Kolmogorov-Smirnov test of each feature")
  @Name("AlibiDetectKSDriftMetric")
  record KolmogorovSmirnov(
      @Inline Common common,
      @Description("The alternative hypothesis of the test") @Default("two-sided")
          Alternative alternativeHypothesis,
      @Description("How the p-values of the features are corrected") @Default("bonferroni")
          Correction correction)
      implements AlibiDetectDriftMetricConfig {}

  /** Cramér-von Mises test of each feature. */
  @Description("Cramér-von Mises test of each feature")
  @Name("AlibiDetectCVMDriftMetric")
  record CramerVonMises(
      @Inline Common common,
      @Description("How the p-values of the features are corrected") @Default("bonferroni")
          Correction correction)
      implements AlibiDetectDriftMetricConfig {}
}
