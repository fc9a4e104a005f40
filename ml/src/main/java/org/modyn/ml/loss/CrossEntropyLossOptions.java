package org.modyn.ml.loss;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Optional;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/**
 * The cross entropy of logits {@code [batch, classes]} and the numbers of the right classes; see
 * {@link ClassLoss}.
 */
@Name("CrossEntropyLoss")
@Description("Cross entropy: for models with an output (logit) for each class")
record CrossEntropyLossOptions(
    @Description("A weight for each class; the mean divides by the sum of the samples' weights")
        Optional<List<Double>> weight,
    @Description("Share of the target that is spread over all classes")
        @Default("0.0")
        @Minimum(0)
        @Maximum(1)
        @Example("0.1")
        double labelSmoothing,
    @Description("Samples with this label have no loss") @Default("-100") long ignoreIndex,
    @Inline Reduction reduction)
    implements LossOptions {

  CrossEntropyLossOptions {
    weight = weight.map(List::copyOf);
  }

  @Rule
  static void weightsAreNotNegative(Optional<List<Double>> weight, Violations violations) {
    ClassLoss.checkWeights(weight, violations);
  }

  @Override
  public Loss create(NDManager manager) {
    return new ClassLoss("CrossEntropyLoss", true, weight, labelSmoothing, ignoreIndex, manager);
  }
}
