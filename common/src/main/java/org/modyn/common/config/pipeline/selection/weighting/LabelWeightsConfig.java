package org.modyn.common.config.pipeline.selection.weighting;

import java.util.Map;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.NonEmpty;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Weights by label. */
@Description("Weights by label")
@Name("LabelWeights")
public record LabelWeightsConfig(
    @Description("Weight of each label, as in {0: 1.0, 1: 5.0}; 1 for labels that are not listed")
        @NonEmpty
        @Example("{0: 1.0, 1: 5.0}")
        Map<String, Double> weights)
    implements WeightingConfig {

  public LabelWeightsConfig {
    weights = Map.copyOf(weights);
  }

  @Rule
  static void labelsAreNumbers(Map<String, Double> weights, Violations violations) {
    weights.forEach(
        (label, weight) -> {
          if (!label.matches("-?\\d{1,18}")) {
            violations.add("weights." + label, "must be a label, which is a whole number");
          }
          if (!(weight >= 0 && Double.isFinite(weight))) {
            violations.add("weights." + label, "must be at least 0, but is %s", weight);
          }
        });
  }
}
