package org.modyn.ml.training;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.training.LearningRateSchedulerConfig.StepEvery;
import org.modyn.common.error.ModynException;
import org.modyn.ml.downsampling.IrreducibleLosses;
import org.modyn.ml.downsampling.SampleFeature;
import org.modyn.ml.loader.BatchSource;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.model.PretrainedWeights;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.optimizer.GradScaler;
import org.modyn.ml.optimizer.GradientClipping;
import org.modyn.ml.optimizer.LossScaling;
import org.modyn.ml.optimizer.Optimizer;
import org.modyn.ml.optimizer.Optimizers;
import org.modyn.ml.optimizer.ParameterGroup;
import org.modyn.ml.schedule.LearningRateSchedule;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorEngine;
import org.modyn.ml.weights.NamedTensor;

/**
 * A model with its optimizers and all memory that they require, on one device or several, which can
 * be trained and written to a file. Servers use this class; it uses {@link Learner} and {@link
 * Checkpoint}.
 *
 * <p>Must be opened, used and closed on the same platform thread.
 */
public final class TrainingSession implements AutoCloseable {
  /** The key of the session's state in a file's metadata. */
  private static final String STATE = "session";

  private final List<NDManager> managers;
  private final List<Model> models;
  private final List<Optimizer> optimizers;
  private final Learner learner;
  private final Optional<SteppedSchedule> schedule;
  private final Optional<LossScaling> scaling;
  private final boolean isCpu;
  private LossListener lossListener = _ -> {};
  private Optional<StepLoss> pending = Optional.empty();
  private float lastLoss = Float.NaN;
  private long epochSteps;
  private double epochLoss;

  /** A schedule and when it acts. */
  private record SteppedSchedule(LearningRateSchedule schedule, StepEvery every) {}

  private TrainingSession(
      List<NDManager> managers,
      List<Model> models,
      List<Optimizer> optimizers,
      Learner learner,
      Optional<SteppedSchedule> schedule,
      Optional<LossScaling> scaling) {
    this.managers = managers;
    this.models = models;
    this.optimizers = optimizers;
    this.learner = learner;
    this.schedule = schedule;
    this.scaling = scaling;
    this.isCpu = learner.device().isCpu();
  }

  /** Creates a session on one device; see the other method. */
  public static TrainingSession open(TensorEngine engine, Device device, TrainingSetup setup) {
    return open(engine, List.of(device), setup);
  }

  /**
   * Creates a model with new weights and its optimizers.
   *
   * @param devices that share the samples of each batch; the first one has the optimizers. A model
   *     that is {@linkplain ModelOptions#trainsOnSeveralDevices not trained on several devices}
   *     needs a single one
   * @throws ModynException INVALID_ARGUMENT, naming the key, when the model or an optimizer cannot
   *     be created, or the model requires other tensors; UNIMPLEMENTED for what is not supported
   */
  public static TrainingSession open(
      TensorEngine engine, List<Device> devices, TrainingSetup setup) {
    if (devices.size() > 1 && !setup.model().trainsOnSeveralDevices()) {
      throw new IllegalArgumentException(setup.model() + " cannot be trained on " + devices);
    }
    List<NDManager> managers = devices.stream().map(engine::newManager).toList();
    try {
      NDManager manager = managers.getFirst();
      List<Model> models = createModels(setup, devices, managers);
      Model model = models.getFirst();
      List<Optimizer> optimizers = Optimizers.create(manager, setup.optimizers(), model);
      List<Replica> replicas = new ArrayList<>();
      for (int index = 0; index < devices.size(); index++) {
        replicas.add(
            new Replica(
                managers.get(index),
                devices.get(index),
                models.get(index),
                setup.criterion().create(managers.get(index)),
                setup.input()));
      }
      Learner learner =
          new Learner(replicas.getFirst(), replicas.subList(1, replicas.size()), optimizers);
      learner.setWaitsForDevice(setup.waitsForDevice());
      setup
          .clipping()
          .ifPresent(config -> learner.setClipping(GradientClipping.of(config, manager)));
      Optional<LossScaling> scaling =
          setup
              .mixedPrecision()
              .filter(options -> !devices.getFirst().isCpu())
              .map(options -> new LossScaling(new GradScaler(options), manager));
      scaling.ifPresent(learner::setMixedPrecision);
      Optional<SteppedSchedule> schedule =
          setup
              .schedule()
              .map(given -> new SteppedSchedule(given.create(optimizers), given.stepEvery()));
      return new TrainingSession(managers, models, optimizers, learner, schedule, scaling);
    } catch (RuntimeException | Error e) {
      managers.forEach(NDManager::close);
      throw e;
    }
  }

  /** Only the weights of the first model may have to be drawn; the others will be given them. */
  private static List<Model> createModels(
      TrainingSetup setup, List<Device> devices, List<NDManager> managers) {
    List<Model> models = new ArrayList<>();
    for (int index = 0; index < devices.size(); index++) {
      NDManager manager = managers.get(index);
      Device device = devices.get(index);
      models.add(
          setup
              .model()
              .create(
                  index == 0 && setup.drawsWeights()
                      ? new ModelContext(manager, device, setup.seed())
                      : ModelContext.ofReplica(manager, device, setup.seed())));
    }
    return models;
  }

  private Model model() {
    return models.getFirst();
  }

  /** Sets who receives the losses and the gradient norms of each step's samples. */
  public void setObserver(StepObserver observer) {
    learner.setObserver(observer);
  }

  /**
   * Sets who receives the loss of each step: on the CPU within the step; on other devices within
   * the next one, or earlier if something else depends on it: the end of the epoch, a schedule, or
   * weights that are written. A model is never written after a step whose loss is not finite.
   */
  public void setLossListener(LossListener listener) {
    lossListener = listener;
  }

  /**
   * Starts to upload batches, while the devices compute if that has a benefit.
   *
   * @param source stays the caller's, who must not use it until the result is closed
   */
  public DeviceBatches batches(BatchSource source) {
    return isCpu || source.usesModel()
        ? new DirectBatches(source, learner)
        : BatchTransfer.start(source, learner::uploadCopy);
  }

  /**
   * Performs a step, see {@link Learner#step(DeviceBatch)}, and a step of the schedule if it acts
   * every batch.
   *
   * @param batch that this session has uploaded
   * @throws ModynException also FAILED_PRECONDITION when the loss of the step before was not finite
   */
  public void step(DeviceBatch batch) {
    StepLoss loss = learner.step(batch);
    // the device computes this step while the host waits for the one before
    awaitLoss();
    pending = Optional.of(loss);
    Optional<LearningRateSchedule> everyBatch = schedule(StepEvery.BATCH);
    if (isCpu || everyBatch.filter(LearningRateSchedule::usesLoss).isPresent()) {
      awaitLoss();
    }
    everyBatch.ifPresent(stepped -> stepped.step(lastLoss));
  }

  /** Performs a step and waits for its loss, which it returns. */
  public float step(TensorBatch batch) {
    try (DeviceBatch uploaded = learner.upload(batch)) {
      step(uploaded);
      awaitLoss();
      return lastLoss;
    }
  }

  /**
   * Waits for the loss of the last step, if the listener has not received it yet.
   *
   * @throws ModynException FAILED_PRECONDITION when it is not finite
   */
  public void awaitLoss() {
    if (pending.isPresent()) {
      StepLoss loss = pending.get();
      pending = Optional.empty();
      lastLoss = loss.value();
      epochSteps++;
      epochLoss += lastLoss;
      lossListener.accept(lastLoss);
    }
  }

  /**
   * Ends an epoch: performs a step of the schedule if it acts every epoch, with the mean of the
   * batches' losses.
   *
   * @throws ModynException FAILED_PRECONDITION when the loss of the last step was not finite
   */
  public void endEpoch() {
    awaitLoss();
    if (epochSteps > 0) {
      schedule(StepEvery.EPOCH).ifPresent(stepped -> stepped.step(epochLoss / epochSteps));
    }
    epochSteps = 0;
    epochLoss = 0;
  }

  private Optional<LearningRateSchedule> schedule(StepEvery every) {
    return schedule.filter(stepped -> stepped.every() == every).map(SteppedSchedule::schedule);
  }

  /**
   * Creates a scorer of the model, as it is when a batch is scored. Close it before this session.
   *
   * @param feature to compute of each sample, other than {@link SampleFeature#REDUCIBLE_LOSS}
   */
  public SampleScorer scorer(SampleFeature feature) {
    return learner.scorer(feature);
  }

  /**
   * As {@link #scorer}, of the {@linkplain SampleFeature#REDUCIBLE_LOSS reducible losses}.
   *
   * @param irreducible the irreducible losses of all samples that are scored
   */
  public SampleScorer reducibleLossScorer(IrreducibleLosses irreducible) {
    return learner.reducibleLossScorer(irreducible);
  }

  /** The learning rates of the next step, one for each parameter group of each optimizer. */
  public List<Double> learningRates() {
    return optimizers.stream()
        .flatMap(optimizer -> optimizer.groups().stream())
        .map(ParameterGroup::learningRate)
        .toList();
  }

  /** The time that the parts of the steps took. */
  public StepTimings timings() {
    return learner.timings();
  }

  /**
   * Loads stored weights before the training starts.
   *
   * @param withOptimizers whether to load the states of the optimizers, too
   * @throws ModynException see {@link Checkpoint#load} and {@link Checkpoint#loadOptimizers}
   */
  public void load(Path file, boolean withOptimizers) {
    restore(file, withOptimizers);
    model().startFromStoredModel();
  }

  private void restore(Path file, boolean withOptimizers) {
    Checkpoint.load(file, model());
    learner.modelLoaded();
    if (withOptimizers) {
      Checkpoint.loadOptimizers(file, optimizers);
    }
  }

  /**
   * Loads weights that were trained outside of Modyn before the training starts.
   *
   * @throws ModynException see {@link PretrainedWeightsLoader#load}
   */
  public void load(PretrainedWeights weights) {
    PretrainedWeightsLoader.load(weights, model());
    learner.modelLoaded();
  }

  /**
   * Writes the weights, the states of the optimizers, and everything else that is required to
   * {@linkplain #resume resume}; see {@link Checkpoint#write}.
   *
   * @throws ModynException also FAILED_PRECONDITION when the loss of the last step was not finite
   */
  public void write(Path file, Map<String, String> metadata) {
    write(file, List.of(), metadata);
  }

  /**
   * As above.
   *
   * @param selection samples to store too, which {@link Checkpoint#selection} returns
   */
  public void write(Path file, List<NamedTensor> selection, Map<String, String> metadata) {
    awaitLoss();
    Map<String, String> all = new LinkedHashMap<>(metadata);
    all.put(STATE, ConfigLoader.toJson(state()));
    Checkpoint.write(file, model(), optimizers, selection, all);
  }

  /** Writes the weights alone, which no session can {@linkplain #resume resume} from. */
  public void writeModel(Path file, Map<String, String> metadata) {
    awaitLoss();
    Checkpoint.write(file, model(), List.of(), metadata);
  }

  private SessionState state() {
    return new SessionState(
        learner.steps(),
        model().masks().position(),
        epochSteps,
        epochLoss,
        schedule.map(stepped -> stepped.schedule().state()),
        scaling.map(LossScaling::state));
  }

  /**
   * Continues from a file that another session with the same setup has {@linkplain #write written}.
   * The results of the following steps are bit-identical to those of the other session.
   *
   * @return the file's metadata
   * @throws ModynException see {@link #load}; DATA_LOSS when a session did not write the file
   */
  public Map<String, String> resume(Path file) {
    restore(file, true);
    Map<String, String> metadata = Checkpoint.metadata(file);
    if (!metadata.containsKey(STATE)) {
      throw ModynException.dataLoss("the file %s has weights, but no state of a training", file);
    }
    SessionState state = ConfigLoader.parseSection(STATE, metadata.get(STATE), SessionState.class);
    learner.setSteps(state.steps());
    model().masks().setPosition(state.maskPosition());
    epochSteps = state.epochSteps();
    epochLoss = state.epochLoss();
    state
        .schedule()
        .ifPresent(stored -> schedule.ifPresent(stepped -> stepped.schedule().restore(stored)));
    state.scaling().ifPresent(stored -> scaling.ifPresent(scaled -> scaled.restore(stored)));
    return metadata;
  }

  @Override
  public void close() {
    learner.close();
    optimizers.forEach(Optimizer::close);
    models.forEach(Model::close);
    managers.forEach(NDManager::close);
  }
}
