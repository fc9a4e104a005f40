package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.common.error.ModynException;
import org.modyn.common.job.JobMemory;
import org.modyn.ml.loader.LoaderOptions;
import org.modyn.ml.optimizer.OptimizerSpecification;
import org.modyn.ml.schedule.ScheduleSpecification;
import org.modyn.ml.schedule.Schedules;
import org.modyn.ml.schedule.TrainingLength;
import org.modyn.ml.training.TrainingSetup;

/** A validated training. {@link TrainingValidator} creates plans. */
public record TrainingPlan(TrainingSpecification specification, TrainingParts parts) {
  public TrainingPlan {
    requireNonNull(specification, "specification is null");
    requireNonNull(parts, "parts is null");
  }

  /** Returns this plan with the memory of another training that runs before it, if that is more. */
  TrainingPlan withAtLeast(JobMemory other) {
    return new TrainingPlan(specification, parts.withAtLeast(other));
  }

  /**
   * How the samples of a training are loaded, but for the seed, which may have to be drawn.
   *
   * @param specification may have wrong numbers, which count as the next one that is right
   */
  static LoaderOptions loaderOptions(TrainingSpecification specification) {
    return new LoaderOptions(
        Math.max(1, specification.workers()),
        Math.max(1, specification.batchSize()),
        specification.samplesToPass() > 0
            ? LoaderOptions.WITHOUT_END
            : Math.max(0, specification.epochs()),
        specification.shuffle(),
        0,
        specification.dropLastBatch(),
        true,
        Math.max(0, specification.prefetchedPartitions()),
        Math.max(1, specification.parallelRequests()));
  }

  /**
   * Returns the setup of the training's session.
   *
   * @param samples the size of the trigger training set, which determines the length of the
   *     schedule
   * @param selected the part of it that downsampling selects; empty means all
   * @param seed the seed of the weights
   * @param isResumed whether the training continues from a checkpoint
   * @throws ModynException INVALID_ARGUMENT when the schedule does not fit a training of this
   *     length
   */
  TrainingSetup setup(
      long samples, Optional<SamplingRatio> selected, long seed, boolean isResumed) {
    return new TrainingSetup(
        parts.model(),
        parts.criterion(),
        parts.optimizers(),
        parts.input(),
        schedule(samples, selected),
        specification.clipping(),
        specification.mixedPrecision(),
        seed,
        !isResumed && specification.pretrainedModel().isEmpty(),
        specification.accurateTimings());
  }

  private Optional<ScheduleSpecification> schedule(long samples, Optional<SamplingRatio> selected) {
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
            selected);
    FieldProblems problems = new FieldProblems();
    Optional<ScheduleSpecification> schedule =
        Schedules.read(
            specification.schedule(),
            length,
            parts.optimizers().stream().map(OptimizerSpecification::name).toList(),
            problems);
    problems.throwIfAny();
    return schedule;
  }
}
