package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.downsampling.IrreducibleLosses;
import org.modyn.ml.downsampling.SampleFeature;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.Loss;
import org.modyn.ml.model.BatchInputs;
import org.modyn.ml.model.Model;
import org.modyn.ml.optimizer.GradientClipping;
import org.modyn.ml.optimizer.LossScaling;
import org.modyn.ml.optimizer.Optimizer;
import org.modyn.ml.tensor.Autograd;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.RowException;
import org.modyn.ml.tensor.Scalar;
import org.modyn.ml.tensor.TensorBatch;

/**
 * Trains a model, one step per batch. The memory of a step is freed when the step ends.
 *
 * <p>Not safe for concurrent use; the calling thread must be a platform thread. The caller remains
 * the owner of the model, the loss and the optimizers.
 */
public final class Learner implements AutoCloseable {
  /** The maximum number of keys of a batch in a message. */
  private static final int KEYS_TOLD = 10;

  private final Model model;
  private final Loss loss;
  private final List<Optimizer> optimizers;
  private final List<NDArray> parameters;
  private final List<NDArray> frozen;
  private final BatchArrays arrays;
  private final NDManager manager;
  private final Scalar one;
  private final Device device;
  private final NDArray probe;
  private Optional<GradientClipping> clipping = Optional.empty();
  private Optional<LossScaling> scaling = Optional.empty();
  private Optional<StepObserver> observer = Optional.empty();
  private boolean waitsForDevice;
  private final StepTimings timings = new StepTimings();
  private long steps;

  /**
   * @param manager the parent of this learner's own manager
   * @param device of the manager and the model
   * @param input the pipeline that fills the batches and creates the model's inputs from them
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
    this.parameters =
        this.optimizers.stream()
            .flatMap(optimizer -> optimizer.groups().stream())
            .flatMap(group -> group.parameters().stream())
            .toList();
    this.frozen = others(model, parameters);
    this.arrays = new BatchArrays(device, model, input);
    this.manager = manager.newSubManager();
    this.one = new Scalar(this.manager, 1);
    this.device = device;
    this.probe = this.manager.zeros(new Shape(1));
    frozen.forEach(parameter -> parameter.setRequiresGradient(false));
    model.setTraining(true);
  }

  /**
   * The parameters without an optimizer. Their gradients would take time to compute and would
   * accumulate, because they are never cleared: those of embeddings would grow with every step.
   */
  private static List<NDArray> others(Model model, List<NDArray> parameters) {
    Set<NDArray> changed = Collections.newSetFromMap(new IdentityHashMap<>());
    changed.addAll(parameters);
    return model.parameters().values().stream()
        .filter(parameter -> !changed.contains(parameter))
        .toList();
  }

  /**
   * Performs a training step: computes outputs, loss and gradients, and performs a step of each
   * optimizer. Parameters without an optimizer are not changed. When the batch is {@linkplain
   * TensorBatch#isWeighted weighted}, the loss is the weighted mean.
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
        value = computeGradients(scratch, batch);
      }
      try (GradientMode off = GradientMode.off()) {
        updateParameters(scratch);
      }
      steps++;
      return value;
    }
  }

  private float computeGradients(NDManager scratch, TensorBatch batch) {
    long start = System.nanoTime();
    BatchInputs inputs = arrays.inputs(scratch, batch);
    start = finish(StepTimings.Part.MOVE_DATA, start);
    NDArray labels = arrays.labels(scratch, batch);
    start = finish(StepTimings.Part.MOVE_LABELS, start);
    NDArray outputs = Operations.toFloat(model.forward(inputs).logits());
    start = finish(StepTimings.Part.FORWARD, start);
    NDArray result = loss(scratch, batch, outputs, labels);
    float value = NativeArrays.scalar(result);
    checkFinite(value, batch);
    if (observer.isPresent()) {
      observe(observer.get(), scratch, batch, outputs, labels);
    }
    start = finish(StepTimings.Part.LOSS, start);
    NDArray scaled = scaling.isPresent() ? scaling.get().scaled(result) : result;
    Autograd.backward(scaled, one.array());
    finish(StepTimings.Part.BACKWARD, start);
    return value;
  }

  private NDArray loss(NDManager scratch, TensorBatch batch, NDArray outputs, NDArray labels) {
    try {
      return batch.isWeighted()
          ? loss.weightedMean(outputs, labels, arrays.weights(scratch, batch))
          : loss.mean(outputs, labels);
    } catch (RowException e) {
      throw e.of(batch);
    }
  }

  private void observe(
      StepObserver receiver,
      NDManager scratch,
      TensorBatch batch,
      NDArray outputs,
      NDArray labels) {
    try (GradientMode off = GradientMode.off()) {
      NDArray values = Operations.detach(outputs);
      NDArray losses = loss.perSample(values, labels);
      NDArray gradients = loss.outputGradients(values, labels);
      NDArray rows = Operations.reshape(gradients, batch.size(), -1);
      receiver.observe(
          batch,
          NativeArrays.memory(losses, scratch),
          NativeArrays.memory(Operations.norm(rows, 1), scratch));
    }
  }

  private void updateParameters(NDManager scratch) {
    long start = System.nanoTime();
    if (scaling.isEmpty() || scaling.get().unscale(parameters, scratch)) {
      clipping.ifPresent(limit -> limit.apply(parameters, scratch));
      for (Optimizer optimizer : optimizers) {
        optimizer.step(scratch);
      }
    }
    finish(StepTimings.Part.OPTIMIZER_STEP, start);
  }

  /**
   * Adds the time since {@code start} to a part of the step, and returns the start time of the next
   * part.
   *
   * @throws ModynException CANCELLED when the thread is interrupted
   */
  private long finish(StepTimings.Part part, long start) {
    if (waitsForDevice && !device.isCpu()) {
      device.synchronize(probe);
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new ModynException(
          ErrorCategory.CANCELLED,
          String.format(Locale.ROOT, "interrupted within batch %d", steps + 1));
    }
    long end = System.nanoTime();
    timings.add(part, end - start);
    return end;
  }

  /** The time that the parts of the steps took. */
  public StepTimings timings() {
    return timings;
  }

  /** The number of completed steps. */
  public long steps() {
    return steps;
  }

  /**
   * Creates a scorer of this learner's model, as it is at each call. Close it before this learner.
   *
   * @param feature to compute of each sample, other than {@link SampleFeature#REDUCIBLE_LOSS}
   */
  SampleScorer scorer(SampleFeature feature) {
    return new SampleScorer(manager, model, loss, arrays, feature, Optional.empty());
  }

  /** As {@link #scorer}, of the reducible losses of samples. */
  SampleScorer reducibleLossScorer(IrreducibleLosses irreducible) {
    return new SampleScorer(
        manager, model, loss, arrays, SampleFeature.REDUCIBLE_LOSS, Optional.of(irreducible));
  }

  /** Limits gradients before the optimizers' steps. */
  void setClipping(GradientClipping clipping) {
    this.clipping = Optional.of(clipping);
  }

  /**
   * Computes matrix products and convolutions in float16, and scales the loss so that small
   * gradients do not become zero. A step in which a gradient is not finite changes no parameter.
   */
  void setMixedPrecision(LossScaling scaling) {
    this.scaling = Optional.of(scaling);
    model.setHalfPrecision(true);
  }

  /** Sets who receives the losses and the gradient norms of each step's samples. */
  void setObserver(StepObserver observer) {
    this.observer = Optional.of(observer);
  }

  /**
   * Sets whether to wait for the device after each part of a step, so that {@link #timings} are
   * exact. Otherwise a GPU computes some parts while others are timed.
   */
  void setWaitsForDevice(boolean waitsForDevice) {
    this.waitsForDevice = waitsForDevice;
  }

  /** Sets the number of steps made, to continue the training of another learner. */
  void setSteps(long steps) {
    this.steps = steps;
  }

  private void checkFinite(float value, TensorBatch batch) {
    if (!Float.isFinite(value)) {
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          String.format(
              Locale.ROOT,
              "the loss is %s in batch %d of the training (keys %s): lower the learning rate or"
                  + " check the data",
              value,
              steps + 1,
              firstKeys(batch)));
    }
  }

  private static String firstKeys(TensorBatch batch) {
    return Arrays.stream(batch.keys(), 0, Math.min(KEYS_TOLD, batch.size()))
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "", batch.size() > KEYS_TOLD ? ", ..." : ""));
  }

  /** Frees this learner's own memory. */
  @Override
  public void close() {
    model.setTraining(false);
    frozen.forEach(parameter -> parameter.setRequiresGradient(true));
    manager.close();
  }
}
