package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.error.ModynException;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.LossOptions;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.optimizer.Optimizers;
import org.modyn.ml.parser.LabelTransformer;
import org.modyn.ml.schedule.ScheduleSpecification;
import org.modyn.ml.schedule.Schedules;
import org.modyn.ml.schedule.TrainingLength;
import org.modyn.ml.training.TrainingSetup;

/**
 * A validated training: its specification, and the objects that the validation created from it.
 * {@link TrainingValidator} creates plans.
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
   * Returns the setup of the training's session.
   *
   * @param samples the size of the trigger training set, which determines the length of the
   *     schedule
   * @param seed the seed of the weights
   * @throws ModynException INVALID_ARGUMENT when the schedule does not fit a training of this
   *     length
   */
  TrainingSetup setup(long samples, long seed) {
    return new TrainingSetup(
        model,
        criterion,
        specification.optimizers(),
        input,
        schedule(samples),
        specification.clipping(),
        specification.mixedPrecision(),
        seed,
        specification.accurateTimings());
  }

  private Optional<ScheduleSpecification> schedule(long samples) {
    if (!Schedules.isGiven(specification.schedule())) {
      return Optional.empty();
    }
    TrainingLength length =
        TrainingLength.expected(
            samples,
            specification.workers(),
            specification.batchSize(),
            specification.epochs(),
            specification.samplesToPass(),
            TrainingLength.Downsampling.NONE);
    FieldProblems problems = new FieldProblems();
    Optional<ScheduleSpecification> schedule =
        Schedules.read(
            specification.schedule(),
            length,
            Optimizers.names(specification.optimizers()),
            problems);
    problems.throwIfAny();
    return schedule;
  }
}
