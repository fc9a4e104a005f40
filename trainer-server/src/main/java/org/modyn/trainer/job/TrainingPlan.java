package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.LossOptions;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.parser.LabelTransformer;
import org.modyn.ml.training.TrainingSetup;

/**
 * A training that can begin: its request, which has been checked, and what was made of it for the
 * check. {@link TrainingValidator} makes plans.
 */
public record TrainingPlan(
    TrainingSpecification specification,
    ModelOptions model,
    InputPipeline input,
    LabelTransformer labels,
    LossOptions criterion) {
  public TrainingPlan {
    requireNonNull(specification, "specification is null");
    requireNonNull(model, "model is null");
    requireNonNull(input, "input is null");
    requireNonNull(labels, "labels is null");
    requireNonNull(criterion, "criterion is null");
  }

  /**
   * What the training's session is made of.
   *
   * @param seed of the weights
   */
  TrainingSetup setup(long seed) {
    return new TrainingSetup(
        model, criterion, specification.optimizers(), input, seed, specification.accurateTimings());
  }
}
