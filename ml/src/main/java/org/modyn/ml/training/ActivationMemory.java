package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorEngine;

/**
 * An estimate of the memory of a training step that grows with the batch: the arrays of the forward
 * pass, which the step keeps for the backward pass, what the engine keeps beside them, and the
 * gradients of activations.
 *
 * <p>The estimate is 1.05 (residual networks) to 1.6 (transformers) times the measured growth of a
 * process. It does not see the arrays within a TorchScript program.
 *
 * @param bytesPerSample the size of all arrays of a forward pass, divided by the samples
 * @param largestPerSample the size of the largest of them, divided by the samples
 */
public record ActivationMemory(long bytesPerSample, long largestPerSample) {
  /** More than one, as some layers need. */
  private static final int SAMPLES = 2;

  /** The gradients of a layer's input and output, which a step has at the same time. */
  private static final int GRADIENTS = 2;

  /**
   * The share of the forward pass's arrays that the engine keeps in addition, such as the indices
   * of max pooling and operands in the layout that a kernel requires.
   */
  private static final double KEPT_BY_ENGINE = 0.25;

  /**
   * Measures the outline of a model on the CPU: its forward pass in training for {@value #SAMPLES}
   * samples of zeros. This takes as long as such a pass, and the memory of its arrays.
   *
   * @param input the pipeline that creates the model's inputs
   * @throws ModynException INVALID_ARGUMENT when the model needs other tensors; CANCELLED when the
   *     thread is interrupted
   */
  public static ActivationMemory of(
      TensorEngine engine, ModelOptions options, InputPipeline input) {
    requireNonNull(engine, "engine is null");
    requireNonNull(options, "options is null");
    requireNonNull(input, "input is null");
    FutureTask<ActivationMemory> pass = new FutureTask<>(() -> measure(engine, options, input));
    // the caller may be a virtual thread, which cannot turn the recording of operations off
    Thread.ofPlatform().daemon().name("activation-memory").start(pass);
    try {
      return pass.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModynException(
          ErrorCategory.CANCELLED, "interrupted while the memory of a model is estimated", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        default -> throw new IllegalStateException("the outline of a model failed", e.getCause());
      }
    }
  }

  private static ActivationMemory measure(
      TensorEngine engine, ModelOptions options, InputPipeline input) {
    try (NDManager manager = engine.newManager(Device.CPU);
        Model model = options.create(ModelContext.ofOutline(manager));
        NDManager step = manager.newSubManager();
        GradientMode off = GradientMode.off()) {
      model.setTraining(true);
      TensorBatch zeros = new TensorBatch(input.parser().tensors(), SAMPLES);
      zeros.setSize(SAMPLES);
      model.forward(new BatchArrays(Device.CPU, model, input).inputs(step, zeros));
      long total = 0;
      long largest = 0;
      for (NDArray array : step.getManagedArrays()) {
        long bytes = array.getShape().size() * array.getDataType().getNumOfBytes();
        total += bytes;
        largest = Math.max(largest, bytes);
      }
      return new ActivationMemory(total / SAMPLES, largest / SAMPLES);
    }
  }

  /** Returns the memory of a step, in bytes. */
  public long bytes(int batchSize) {
    // a product that is too large for a long becomes the largest one
    return (long)
        (batchSize
            * ((1 + KEPT_BY_ENGINE) * bytesPerSample + (double) GRADIENTS * largestPerSample));
  }
}
