package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.modyn.common.config.pipeline.training.GradientClippingConfig;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.LossOptions;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.optimizer.GradScalerOptions;
import org.modyn.ml.optimizer.OptimizerSpecification;
import org.modyn.ml.optimizer.Optimizers;
import org.modyn.ml.schedule.ScheduleSpecification;

/**
 * The configuration of a {@link TrainingSession}.
 *
 * @param input the pipeline that fills the batches and creates the model's inputs from them
 * @param schedule of the learning rates; empty: they are constant
 * @param clipping of the gradients; empty: they are not clipped
 * @param mixedPrecision how the loss is scaled when matrix products and convolutions are computed
 *     in float16; empty: all computations use float32. The CPU always uses float32, because float16
 *     has no benefit there
 * @param seed of the initial weights and the dropout masks
 * @param drawsWeights whether the initial weights are drawn; otherwise they are zeros, for a
 *     session that loads weights before its first step
 * @param waitsForDevice whether to wait for the device before each measurement of time
 */
public record TrainingSetup(
    ModelOptions model,
    LossOptions criterion,
    List<OptimizerSpecification> optimizers,
    InputPipeline input,
    Optional<ScheduleSpecification> schedule,
    Optional<GradientClippingConfig> clipping,
    Optional<GradScalerOptions> mixedPrecision,
    long seed,
    boolean drawsWeights,
    boolean waitsForDevice) {
  public TrainingSetup {
    requireNonNull(model, "model is null");
    requireNonNull(criterion, "criterion is null");
    optimizers = List.copyOf(optimizers);
    requireNonNull(input, "input is null");
    requireNonNull(schedule, "schedule is null");
    requireNonNull(clipping, "clipping is null");
    requireNonNull(mixedPrecision, "mixedPrecision is null");
  }

  /**
   * A setup with learning rates that stay, and nothing else that can be left out.
   *
   * @param optimizers JSON; see {@link Optimizers#read}
   * @param seed of the initial weights and the dropout masks
   * @throws org.modyn.common.error.ModynException INVALID_ARGUMENT with a line for each problem of
   *     the optimizers
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
        Optimizers.read(optimizers),
        input,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        seed,
        true,
        false);
  }
}
