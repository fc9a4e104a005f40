package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.Loss;
import org.modyn.ml.model.BatchInputs;
import org.modyn.ml.model.Model;
import org.modyn.ml.optimizer.Optimizer;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.Scalar;
import org.modyn.ml.tensor.TensorBatch;

/**
 * Trains a model, one step a batch. The memory of a step is given back when it ends.
 *
 * <p>For one thread at a time, which must be a platform thread; model, loss and optimizers stay the
 * caller's.
 */
public final class Learner implements AutoCloseable {
  private final Model model;
  private final Loss loss;
  private final List<Optimizer> optimizers;
  private final BatchArrays arrays;
  private final NDManager manager;
  private final Scalar one;
  private long steps;

  /**
   * @param manager the parent of this learner's own manager
   * @param device of the manager and the model
   * @param input what fills the batches, and makes the model's inputs of them
   * @throws ModynException INVALID_ARGUMENT when the model needs other tensors
   */
  public Learner(
      NDManager manager,
      Device device,
      Model model,
      Loss loss,
      List<Optimizer> optimizers,
      InputPipeline input) {
    this.model = requireNonNull(model, "model is null");
    this.loss = requireNonNull(loss, "loss is null");
    this.optimizers = List.copyOf(optimizers);
    this.arrays = new BatchArrays(device, model, input);
    this.manager = manager.newSubManager();
    this.one = new Scalar(this.manager, 1);
    model.setTraining(true);
  }

  /**
   * Makes a training step: outputs, loss, gradients, and a step of each optimizer. When the batch
   * is {@linkplain TensorBatch#isWeighted weighted}, the loss is the weighted mean.
   *
   * @param batch at least one sample; not changed
   * @return the batch's loss, before the step
   * @throws ModynException FAILED_PRECONDITION when the loss is not finite, with the model's
   *     parameters unchanged; INVALID_ARGUMENT when inputs or labels are out of the model's range
   */
  public float step(TensorBatch batch) {
    if (batch.size() == 0) {
      throw new IllegalArgumentException("the batch is empty");
    }
    try (NDManager scratch = manager.newSubManager()) {
      float value;
      try (GradientMode recording = GradientMode.recording()) {
        NDArray result = loss(scratch, batch);
        value = NativeArrays.scalar(result);
        checkFinite(value);
        Operations.backward(result, one.array());
      }
      try (GradientMode off = GradientMode.off()) {
        for (Optimizer optimizer : optimizers) {
          optimizer.step(scratch);
        }
      }
      steps++;
      return value;
    }
  }

  private NDArray loss(NDManager scratch, TensorBatch batch) {
    BatchInputs inputs = arrays.inputs(scratch, batch);
    NDArray labels = arrays.labels(scratch, batch);
    NDArray outputs = model.forward(inputs).logits();
    return batch.isWeighted()
        ? loss.weightedMean(outputs, labels, arrays.weights(scratch, batch))
        : loss.mean(outputs, labels);
  }

  private void checkFinite(float value) {
    if (!Float.isFinite(value)) {
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          "the loss is %s in batch %d of the training; a lower learning rate (lr), or a scale for large inputs, may help"
              .formatted(value, steps + 1));
    }
  }

  /** Frees this learner's own memory. */
  @Override
  public void close() {
    model.setTraining(false);
    manager.close();
  }
}
