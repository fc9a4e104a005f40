package org.modyn.ml.loss;

import java.util.List;
import org.modyn.common.option.Registry;

/** The losses that a pipeline file can name as {@code training.optimization_criterion.name}. */
public final class Losses {
  /** Names are those of the classes in {@code torch.nn}. */
  public static final Registry<LossOptions> REGISTRY =
      Registry.of(
          "criterion",
          LossOptions.class,
          List.of(
              CrossEntropyLossOptions.class,
              NegativeLogLikelihoodLossOptions.class,
              BinaryCrossEntropyWithLogitsLossOptions.class,
              BinaryCrossEntropyLossOptions.class,
              MeanSquaredErrorLossOptions.class,
              AbsoluteErrorLossOptions.class,
              SmoothAbsoluteErrorLossOptions.class,
              HuberLossOptions.class,
              PoissonLossOptions.class,
              KullbackLeiblerLossOptions.class));

  private Losses() {}
}
