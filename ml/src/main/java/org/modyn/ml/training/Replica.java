package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.Labels;
import org.modyn.ml.loss.Loss;
import org.modyn.ml.model.BatchInputs;
import org.modyn.ml.model.Model;
import org.modyn.ml.tensor.Autograd;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.RowException;
import org.modyn.ml.tensor.Scalar;
import org.modyn.ml.tensor.TensorBatch;

/**
 * A model on one device, which computes the gradients of batches, or of its part of each batch when
 * there are replicas on other devices. The caller remains the owner of the model and the loss.
 *
 * <p>Not safe for concurrent use; the calling threads must be platform threads.
 */
final class Replica implements AutoCloseable {
  private final Device device;
  private final Model model;
  private final Loss loss;
  private final BatchArrays arrays;
  private final NDManager manager;
  private final Scalar one;
  private final Scalar factor;
  private final NDArray probe;
  private final StepTimings timings = new StepTimings();
  private boolean waitsForDevice;

  /**
   * What a replica does with its rows of a batch.
   *
   * @param number of the training step, from 1
   * @param divisor what the sum of the losses of these rows is divided by, for their part of the
   *     mean loss of the batch; empty: the loss is the mean of these rows
   * @param scale a factor of the loss that gradients are computed of
   * @param observed whether losses and gradient norms of samples are computed
   */
  record Task(long number, OptionalDouble divisor, double scale, boolean observed) {
    Task {
      requireNonNull(divisor, "divisor is null");
    }

    /** What {@link Computed#loss} is multiplied by. */
    double factor() {
      return divisor.isPresent() ? 1 / divisor.getAsDouble() : 1;
    }
  }

  /**
   * What a replica has computed, besides the gradients.
   *
   * @param loss the mean loss of its rows, or their sum if the task has a divisor, without
   *     dimensions, on the device
   * @param known the same, on the CPU only; else it is not known yet
   */
  record Computed(NDArray loss, Optional<StepLoss> known, Optional<Observation> observation) {}

  /**
   * The losses of samples and the norms of their gradients, float32, in the memory of the machine.
   */
  record Observation(MemorySegment losses, MemorySegment gradientNorms) {}

  /**
   * @param manager the parent of this replica's own manager
   * @param device of the manager and the model
   * @param input the pipeline that fills the batches and creates the model's inputs from them
   * @throws ModynException INVALID_ARGUMENT when the model needs other tensors
   */
  Replica(NDManager manager, Device device, Model model, Loss loss, InputPipeline input) {
    this.device = requireNonNull(device, "device is null");
    this.model = requireNonNull(model, "model is null");
    this.loss = requireNonNull(loss, "loss is null");
    this.arrays = new BatchArrays(device, model, input);
    this.manager = manager.newSubManager();
    this.one = new Scalar(this.manager, 1);
    this.factor = new Scalar(this.manager, 1);
    this.probe = this.manager.zeros(new Shape(1));
  }

  Device device() {
    return device;
  }

  Model model() {
    return model;
  }

  Loss loss() {
    return loss;
  }

  BatchArrays arrays() {
    return arrays;
  }

  /** Owns what the replica keeps between batches. */
  NDManager manager() {
    return manager;
  }

  StepTimings timings() {
    return timings;
  }

  /** See {@link Learner#setWaitsForDevice}. */
  void setWaitsForDevice(boolean waitsForDevice) {
    this.waitsForDevice = waitsForDevice;
  }

  /**
   * Uploads rows of a batch.
   *
   * @param timings receives the time
   */
  DeviceRows upload(TensorBatch batch, int first, int size, StepTimings timings) {
    NDManager memory = manager.newSubManager();
    try {
      return arrays.upload(memory, batch, first, size, timings);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /**
   * Computes outputs and loss of rows, and adds their gradients to those of the parameters.
   *
   * @param samples the batch that they are rows of
   * @throws ModynException INVALID_ARGUMENT when a label is out of the model's range;
   *     FAILED_PRECONDITION, on the CPU, when the loss is not finite; CANCELLED when the thread is
   *     interrupted
   */
  Computed computeGradients(DeviceRows rows, TensorBatch samples, Task task) {
    try (GradientMode recording = GradientMode.recording()) {
      long start = System.nanoTime();
      BatchInputs inputs = arrays.inputs(rows, samples);
      start = finish(StepTimings.Part.MOVE_DATA, start, task);
      Labels labels =
          new Labels(rows.labels(), BatchArrays.labelMemory(samples, rows.first(), rows.size()));
      NDArray outputs = Operations.toFloat(model.forward(inputs).logits());
      start = finish(StepTimings.Part.FORWARD, start, task);
      NDArray result = loss(rows, samples, task, outputs, labels);
      Optional<StepLoss> known = known(result, samples, task);
      Optional<Observation> observation =
          task.observed() ? Optional.of(observe(rows, outputs, labels)) : Optional.empty();
      start = finish(StepTimings.Part.LOSS, start, task);
      Autograd.backward(scaled(result, task.factor() * task.scale()), one.array());
      finish(StepTimings.Part.BACKWARD, start, task);
      return new Computed(result, known, observation);
    }
  }

  /** Reads and checks a loss that is in the memory of the machine. */
  private Optional<StepLoss> known(NDArray result, TensorBatch samples, Task task) {
    if (!device.isCpu()) {
      return Optional.empty();
    }
    StepLoss known = StepLoss.of(NativeArrays.scalar(result), task.number(), samples);
    known.value();
    return Optional.of(known);
  }

  private NDArray loss(
      DeviceRows rows, TensorBatch samples, Task task, NDArray outputs, Labels labels) {
    try {
      if (task.divisor().isPresent()) {
        return rows.weights().isPresent()
            ? loss.weightedSum(outputs, labels, rows.weights().get())
            : loss.sum(outputs, labels);
      }
      return rows.weights().isPresent()
          ? loss.weightedMean(outputs, labels, rows.weights().get())
          : loss.mean(outputs, labels);
    } catch (RowException e) {
      throw e.of(samples, rows.first());
    }
  }

  private NDArray scaled(NDArray value, double by) {
    if (by == 1) {
      return value;
    }
    factor.set(by);
    return Operations.multiply(value, factor.array());
  }

  private Observation observe(DeviceRows rows, NDArray outputs, Labels labels) {
    try (GradientMode off = GradientMode.off()) {
      NDArray values = Operations.detach(outputs);
      NDArray losses = loss.perSample(values, labels);
      NDArray gradients = loss.outputGradients(values, labels);
      NDArray norms = Operations.norm(Operations.reshape(gradients, rows.size(), -1), 1);
      return new Observation(
          NativeArrays.memory(losses, rows.memory()), NativeArrays.memory(norms, rows.memory()));
    }
  }

  /**
   * Adds the time since {@code start} to a part of the step, and returns the start time of the next
   * part.
   *
   * @throws ModynException CANCELLED when the thread is interrupted
   */
  private long finish(StepTimings.Part part, long start, Task task) {
    waitForDevice();
    if (Thread.currentThread().isInterrupted()) {
      throw new ModynException(
          ErrorCategory.CANCELLED,
          String.format(Locale.ROOT, "interrupted within batch %d", task.number()));
    }
    long end = System.nanoTime();
    timings.add(part, end - start);
    return end;
  }

  /** Waits for the device if times are to be exact. */
  void waitForDevice() {
    if (waitsForDevice) {
      device.synchronize(probe);
    }
  }

  /** Frees this replica's own memory. */
  @Override
  public void close() {
    manager.close();
  }
}
