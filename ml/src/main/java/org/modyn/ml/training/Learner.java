package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.modyn.common.error.ModynException;
import org.modyn.ml.downsampling.IrreducibleLosses;
import org.modyn.ml.downsampling.SampleFeature;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.Loss;
import org.modyn.ml.model.Model;
import org.modyn.ml.optimizer.GradientClipping;
import org.modyn.ml.optimizer.LossScaling;
import org.modyn.ml.optimizer.Optimizer;
import org.modyn.ml.optimizer.ParameterGroup;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorBatch;

/**
 * Trains a model, one step per batch, on one device or on several. The memory of a step is freed
 * with its batch.
 *
 * <p>On several devices ({@link ParallelReplicas}), each computes the gradients of a part of the
 * batch. The optimizers are those of the first one: there, gradients are added up, limited, and
 * change the parameters.
 *
 * <p>Not safe for concurrent use; the calling thread must be a platform thread. The caller remains
 * the owner of the model, the loss and the optimizers.
 */
public final class Learner implements AutoCloseable {
  private final Replica first;
  private final Optional<ParallelReplicas> parallel;
  private final List<Replica> replicas;
  private final List<Optimizer> optimizers;
  private final List<NDArray> parameters;
  private final List<NDArray> frozen;
  private final Optional<LossReader> lossReader;
  private Optional<GradientClipping> clipping = Optional.empty();
  private Optional<LossScaling> scaling = Optional.empty();
  private Optional<StepObserver> observer = Optional.empty();
  private long steps;

  /**
   * Creates a learner for one device.
   *
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
    this(new Replica(manager, device, model, loss, input), List.of(), optimizers);
  }

  /**
   * @param first has the model that is trained; closed with this object, as the others
   * @param others replicas on other devices, whose arrays have any values
   * @param optimizers of the first replica's parameters
   */
  Learner(Replica first, List<Replica> others, List<Optimizer> optimizers) {
    this.first = requireNonNull(first, "first is null");
    this.replicas = Stream.concat(Stream.of(first), others.stream()).toList();
    this.optimizers = List.copyOf(optimizers);
    this.parameters =
        this.optimizers.stream()
            .flatMap(optimizer -> optimizer.groups().stream())
            .flatMap(group -> group.parameters().stream())
            .toList();
    Map<NDArray, ParameterGroup> groups = new IdentityHashMap<>();
    this.optimizers.stream()
        .flatMap(optimizer -> optimizer.groups().stream())
        .forEach(group -> group.parameters().forEach(parameter -> groups.put(parameter, group)));
    Map<String, ParameterGroup> trained = new LinkedHashMap<>();
    this.frozen = new ArrayList<>();
    first
        .model()
        .parameters()
        .forEach(
            (name, parameter) -> {
              if (groups.containsKey(parameter)) {
                trained.put(name, groups.get(parameter));
              } else {
                frozen.add(parameter);
              }
            });
    // the gradients of the others would take time to compute and would accumulate, because they are
    // never cleared: those of embeddings would grow with every step
    frozen.forEach(parameter -> parameter.setRequiresGradient(false));
    first.model().setTraining(true);
    this.parallel =
        others.isEmpty()
            ? Optional.empty()
            : Optional.of(new ParallelReplicas(first, others, trained));
    this.lossReader = first.device().isCpu() ? Optional.empty() : Optional.of(new LossReader());
  }

  /**
   * Performs a training step and waits for its loss; see {@link #step(DeviceBatch)}.
   *
   * @param batch at least one sample; not changed
   * @return the batch's loss, before the step
   */
  public float step(TensorBatch batch) {
    try (DeviceBatch uploaded = upload(batch)) {
      return step(uploaded).value();
    }
  }

  /**
   * Uploads a batch for a step. On the CPU its arrays are views of the batch's memory.
   *
   * @param batch at least one sample; stays the caller's, who must not change it before the result
   *     is closed
   * @throws ModynException INVALID_ARGUMENT when inputs are out of the model's range
   */
  DeviceBatch upload(TensorBatch batch) {
    return upload(batch, batch, first.timings(), () -> {});
  }

  /**
   * Uploads a batch to devices other than the CPU, on any thread; see {@link
   * BatchTransfer.Uploader}. The time is not counted: no step waits for it.
   */
  DeviceBatch uploadCopy(TensorBatch batch, TensorBatch samples, Runnable whenClosed) {
    return upload(batch, samples, new StepTimings(), whenClosed);
  }

  /**
   * As above.
   *
   * @param samples the same batch, or a copy of its keys, labels and weights
   * @param timings receives the time
   * @param whenClosed called when the result is closed
   */
  DeviceBatch upload(
      TensorBatch batch, TensorBatch samples, StepTimings timings, Runnable whenClosed) {
    if (batch.size() == 0) {
      throw new IllegalArgumentException("the batch is empty");
    }
    long start = System.nanoTime();
    first.arrays().checkValues(batch);
    timings.add(StepTimings.Part.MOVE_DATA, System.nanoTime() - start);
    int[] bounds = BatchParts.bounds(batch.size(), replicas.size());
    List<DeviceRows> parts = new ArrayList<>(bounds.length - 1);
    try {
      for (int part = 0; part < bounds.length - 1; part++) {
        int size = bounds[part + 1] - bounds[part];
        parts.add(replicas.get(part).upload(batch, bounds[part], size, timings));
      }
    } catch (RuntimeException | Error e) {
      parts.forEach(rows -> rows.memory().close());
      throw e;
    }
    return new DeviceBatch(samples, parts, whenClosed);
  }

  /**
   * Performs a training step: computes outputs, loss and gradients, and performs a step of each
   * optimizer. Parameters without an optimizer are not changed. When the batch is {@linkplain
   * TensorBatch#isWeighted weighted}, the loss is the weighted mean.
   *
   * @param batch that this learner has uploaded
   * @return the batch's loss, before the step; on the CPU it is known and finite
   * @throws ModynException FAILED_PRECONDITION when the loss is known and not finite, with the
   *     model's parameters unchanged; INVALID_ARGUMENT when labels are out of the model's range;
   *     CANCELLED when the thread is interrupted
   */
  StepLoss step(DeviceBatch batch) {
    StepLoss loss = parallel.isPresent() ? computeTogether(batch) : computeAlone(batch);
    try (GradientMode off = GradientMode.off()) {
      updateParameters(batch.parts().getFirst().memory());
    }
    steps++;
    return loss;
  }

  private StepLoss computeAlone(DeviceBatch batch) {
    Replica.Computed computed =
        first.computeGradients(
            batch.parts().getFirst(), batch.samples(), task(OptionalDouble.empty()));
    computed.observation().ifPresent(observation -> observe(batch, observation));
    return computed.known().isPresent()
        ? computed.known().get()
        : read(batch, List.of(computed), 1);
  }

  private StepLoss computeTogether(DeviceBatch batch) {
    Replica.Task task = task(BatchParts.divisor(first.loss(), batch.samples()));
    List<Replica.Computed> computed = parallel.orElseThrow().computeGradients(batch, task);
    if (observer.isPresent()) {
      observe(
          batch,
          BatchParts.together(
              computed.stream().map(part -> part.observation().orElseThrow()).toList()));
    }
    return read(batch, computed, task.factor());
  }

  private Replica.Task task(OptionalDouble divisor) {
    double scale = scaling.isPresent() ? scaling.get().scale() : 1;
    return new Replica.Task(steps + 1, divisor, scale, observer.isPresent());
  }

  private StepLoss read(DeviceBatch batch, List<Replica.Computed> computed, double factor) {
    List<NDArray> parts = new ArrayList<>();
    for (int part = 0; part < computed.size(); part++) {
      NDArray loss = Operations.detach(computed.get(part).loss());
      // it may be read after the batch was closed
      loss.attach(replicas.get(part).manager());
      parts.add(loss);
    }
    return lossReader.orElseThrow().read(parts, factor, steps + 1, batch.samples());
  }

  private void observe(DeviceBatch batch, Replica.Observation observation) {
    observer
        .orElseThrow()
        .observe(batch.samples(), observation.losses(), observation.gradientNorms());
  }

  private void updateParameters(NDManager scratch) {
    long start = System.nanoTime();
    if (scaling.isEmpty() || scaling.get().unscale(parameters, scratch)) {
      clipping.ifPresent(limit -> limit.apply(parameters, scratch));
      for (Optimizer optimizer : optimizers) {
        optimizer.step(scratch);
      }
    }
    first.waitForDevice();
    timings().add(StepTimings.Part.OPTIMIZER_STEP, System.nanoTime() - start);
  }

  /** The device that has the optimizers. */
  Device device() {
    return first.device();
  }

  /** The time that the parts of the steps took, on the first device. */
  public StepTimings timings() {
    return first.timings();
  }

  /** The number of completed steps. */
  public long steps() {
    return steps;
  }

  /** Notes that weights were loaded into the model. */
  void modelLoaded() {
    parallel.ifPresent(ParallelReplicas::invalidate);
  }

  /**
   * Creates a scorer of this learner's model, as it is at each call, on the first device. Close it
   * before this learner.
   *
   * @param feature to compute of each sample, other than {@link SampleFeature#REDUCIBLE_LOSS}
   */
  SampleScorer scorer(SampleFeature feature) {
    return scorer(feature, Optional.empty());
  }

  /** As {@link #scorer}, of the reducible losses of samples. */
  SampleScorer reducibleLossScorer(IrreducibleLosses irreducible) {
    return scorer(SampleFeature.REDUCIBLE_LOSS, Optional.of(irreducible));
  }

  private SampleScorer scorer(SampleFeature feature, Optional<IrreducibleLosses> irreducible) {
    return new SampleScorer(
        first.manager(), first.model(), first.loss(), first.arrays(), feature, irreducible);
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
    replicas.forEach(replica -> replica.model().setHalfPrecision(true));
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
    replicas.forEach(replica -> replica.setWaitsForDevice(waitsForDevice));
  }

  /** Sets the number of steps made, to continue the training of another learner. */
  void setSteps(long steps) {
    this.steps = steps;
  }

  /** Frees this learner's own memory. */
  @Override
  public void close() {
    lossReader.ifPresent(LossReader::close);
    parallel.ifPresent(ParallelReplicas::close);
    first.model().setTraining(false);
    frozen.forEach(parameter -> parameter.setRequiresGradient(true));
    first.close();
  }
}
