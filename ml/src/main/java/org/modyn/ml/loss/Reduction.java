package org.modyn.ml.loss;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/**
 * The reduction of the losses of a batch to one number, as in PyTorch's criteria. Training always
 * uses the mean; the other reductions and their deprecated names are rejected.
 */
record Reduction(
    @Description("How the losses of a batch become one number; only mean is supported")
        @Default("mean")
        Kind reduction,
    @Description("Deprecated in PyTorch; only true, the mean, is accepted")
        Optional<Boolean> sizeAverage,
    @Description("Deprecated in PyTorch; only true, the mean, is accepted")
        Optional<Boolean> reduce) {

  Reduction {
    requireNonNull(reduction, "reduction is null");
  }

  @Rule
  static void trainingTakesTheMean(Kind reduction, Violations violations) {
    if (reduction == Kind.SUM) {
      violations.add(
          "reduction",
          "sum is not supported; leave it out for the mean, with which SGD makes the same steps"
              + " when its lr is multiplied by batch_size");
    }
    if (reduction == Kind.NONE) {
      violations.add(
          "reduction",
          "none is not supported, since a training step needs one number; leave it out for the"
              + " mean");
    }
  }

  @Rule
  static void deprecatedNamesMeanTheMean(
      Optional<Boolean> sizeAverage, Optional<Boolean> reduce, Violations violations) {
    if (sizeAverage.equals(Optional.of(false))) {
      violations.add("size_average", "false, the sum, is not supported; leave it out for the mean");
    }
    if (reduce.equals(Optional.of(false))) {
      violations.add("reduce", "false is not supported; leave it out for the mean");
    }
  }

  /** How losses become one number. */
  enum Kind {
    MEAN,
    SUM,
    NONE
  }
}
