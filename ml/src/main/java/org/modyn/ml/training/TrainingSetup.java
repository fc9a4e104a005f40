package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.common.config.pipeline.GradientClippingConfig;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.LossOptions;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.optimizer.GradScalerOptions;
import org.modyn.ml.schedule.ScheduleSpecification;

/**
 * What a {@link TrainingSession} is made of.
 *
 * @param optimizers JSON; see {@link org.modyn.ml.optimizer.Optimizers#create}
 * @param input what fills the batches, and makes the model's inputs of them
 * @param schedule of the learning rates; empty: they stay
 * @param clipping of the gradients; empty: they stay
 * @param mixedPrecision how the loss is scaled when matrix products and convolutions are computed
 *     in float16; empty: all is float32. On the CPU, which gains nothing from it, all is float32
 *     anyway
 * @param seed of the first weights and the dropout masks
 * @param waitsForDevice whether to wait for the device before each measurement of time
 */
public record TrainingSetup(
    ModelOptions model,
    LossOptions criterion,
    String optimizers,
    InputPipeline input,
    Optional<ScheduleSpecification> schedule,
    Optional<GradientClippingConfig> clipping,
    Optional<GradScalerOptions> mixedPrecision,
    long seed,
    boolean waitsForDevice) {
  public TrainingSetup {
    requireNonNull(model, "model is null");
    requireNonNull(criterion, "criterion is null");
    requireNonNull(optimizers, "optimizers is null");
    requireNonNull(input, "input is null");
    requireNonNull(schedule, "schedule is null");
    requireNonNull(clipping, "clipping is null");
    requireNonNull(mixedPrecision, "mixedPrecision is null");
  }

  /**
   * A setup with learning rates that stay, and nothing else that can be left out.
   *
   * @param optimizers JSON
   * @param seed of the first weights and the dropout masks
   */
  public static TrainingSetup of(
      ModelOptions model,
      LossOptions criterion,
      String optimizers,
      InputPipeline input,
      long seed) {
    return new TrainingSetup(
        model,
        criterion,
        optimizers,
        input,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        seed,
        false);
  }
}
