package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.common.config.pipeline.training.GradientClippingConfig;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.LossOptions;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.optimizer.GradScalerOptions;
import org.modyn.ml.schedule.ScheduleSpecification;

/**
 * The configuration of a {@link TrainingSession}.
 *
 * @param optimizers JSON; see {@link org.modyn.ml.optimizer.Optimizers#create}
 * @param input the pipeline that fills the batches and creates the model's inputs from them
 * @param schedule of the learning rates; empty: they are constant
 * @param clipping of the gradients; empty: they are not clipped
 * @param mixedPrecision how the loss is scaled when matrix products and convolutions are computed
 *     in float16; empty: all computations use float32. The CPU always uses float32, because float16
 *     has no benefit there
 * @param seed of the initial weights and the dropout masks
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
   * @param seed of the initial weights and the dropout masks
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
