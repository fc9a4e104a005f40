package org.modyn.ml.schedule;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.modyn.common.config.pipeline.training.LearningRateSchedulerConfig.StepEvery;
import org.modyn.common.error.ModynException;
import org.modyn.ml.optimizer.Optimizer;

/**
 * A schedule as a pipeline file describes it, with options that have been checked.
 *
 * @param stepEvery whether it acts after every batch or every epoch
 * @param optimizers the names of those that it acts on, which a training has
 */
public record ScheduleSpecification(
    StepEvery stepEvery, List<String> optimizers, ScheduleOptions options) {
  public ScheduleSpecification {
    requireNonNull(stepEvery, "stepEvery is null");
    optimizers = List.copyOf(optimizers);
    requireNonNull(options, "options is null");
  }

  /**
   * Creates the schedule, which sets the learning rates of the first step.
   *
   * @param all optimizers of the training
   * @throws ModynException INVALID_ARGUMENT, with the field, when the options do not fit the
   *     optimizers
   */
  public LearningRateSchedule create(List<Optimizer> all) {
    Map<String, Optimizer> byName =
        all.stream().collect(Collectors.toMap(Optimizer::name, Function.identity()));
    return options.create(optimizers.stream().map(byName::get).toList());
  }
}
