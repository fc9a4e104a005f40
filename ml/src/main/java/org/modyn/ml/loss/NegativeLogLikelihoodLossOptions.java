package org.modyn.ml.loss;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Optional;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/**
 * The negative log likelihood of logarithms of probabilities {@code [batch, classes]} and the
 * numbers of the right classes; see {@link ClassLoss}.
 */
@Name("NLLLoss")
@Description(
    "Negative log likelihood: for models whose outputs are logarithms of the probability of each"
        + " class")
record NegativeLogLikelihoodLossOptions(
    @Description("A weight for each class; the mean divides by the sum of the samples' weights")
        Optional<List<Double>> weight,
    @Description("Samples with this label have no loss") @Default("-100") long ignoreIndex,
    @Inline Reduction reduction)
    implements LossOptions {

  NegativeLogLikelihoodLossOptions {
    weight = weight.map(List::copyOf);
  }

  @Rule
  static void weightsAreNotNegative(Optional<List<Double>> weight, Violations violations) {
    ClassLoss.checkWeights(weight, violations);
  }

  @Override
  public Loss create(NDManager manager) {
    return new ClassLoss("NLLLoss", false, weight, 0, ignoreIndex, manager);
  }
}
