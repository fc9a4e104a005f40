package org.modyn.trainer.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.modyn.common.downsampling.DownsamplingSpecification;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.common.sample.SampleReadPolicy;
import org.modyn.ml.loader.BatchSource;
import org.modyn.ml.loader.KeySource;
import org.modyn.ml.loader.SelectorKeySource;
import org.modyn.ml.loader.SkippedSamples;
import org.modyn.ml.loader.SourceState;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.training.TrainingSession;
import org.modyn.proto.selector.GetNumberOfSamplesRequest;
import org.modyn.proto.selector.GetSelectionStrategyRequest;
import org.modyn.proto.selector.SelectionStrategyResponse;
import org.modyn.proto.selector.SelectorGrpc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one training, on the thread that calls {@link #run}. */
final class Training {
  private static final Logger log = LoggerFactory.getLogger(Training.class);
  private static final String LATEST = "latest";

  private final int id;
  private final TrainingPlan plan;
  private final TrainingSpecification specification;
  private final TrainingEnvironment environment;
  private final TrainingProgress progress;

  Training(int id, TrainingPlan plan, TrainingEnvironment environment, TrainingProgress progress) {
    this.id = id;
    this.plan = plan;
    this.specification = plan.specification();
    this.environment = environment;
    this.progress = progress;
  }

  /**
   * Creates everything that the training needs, and trains. Call it once, on a platform thread.
   *
   * @throws ModynException NOT_FOUND when the selector does not have the trigger, or the model
   *     storage does not have the pretrained model; also see {@link TrainingLoop#run}
   */
  TrainingResult run() {
    Optional<DownsamplingSpecification> downsampling = downsampling();
    KeySource keys =
        SelectorKeySource.open(
            environment.selector(), specification.pipelineId(), specification.triggerId());
    long samples = numberOfSamples();
    Optional<TrainingCheckpoints> checkpoints =
        specification
            .checkpointing()
            .map(
                checkpointing ->
                    new TrainingCheckpoints(checkpointing, specification, identity(samples)));
    Optional<TrainingCheckpoints.Found> newest = checkpoints.flatMap(TrainingCheckpoints::newest);
    try (SampleRecorder recorder =
        SampleRecorder.open(
            specification,
            environment.weightsDirectory().resolve(id + ".samples"),
            checkpoints,
            newest)) {
      Optional<TrainingCheckpoints.Found> found =
          newest.filter(checkpoint -> checkpoint.state().recordedSamples() == recorder.samples());
      return train(keys, samples, downsampling, recorder, checkpoints, found);
    }
  }

  private TrainingResult train(
      KeySource keys,
      long samples,
      Optional<DownsamplingSpecification> downsampling,
      SampleRecorder recorder,
      Optional<TrainingCheckpoints> checkpoints,
      Optional<TrainingCheckpoints.Found> found) {
    long seed = found.map(checkpoint -> checkpoint.state().seed()).orElseGet(this::firstSeed);
    try (TrainingSession session =
        TrainingSession.open(
            environment.engine(),
            Device.of(specification.device()),
            plan.setup(
                samples,
                downsampling.map(selected -> selected.config().schedule().part()),
                seed))) {
      if (found.isEmpty()) {
        loadPretrained(session);
      }
      recorder.observe(session);
      return train(session, keys, downsampling, recorder, checkpoints, found, seed);
    }
  }

  /** Which training this is, and what decides its result, beside a seed that is drawn. */
  private String identity(long samples) {
    return String.format(
        Locale.ROOT,
        "request %s, configuration %s, samples %d, seed %s, model %s, samples to pass %d",
        specification.requestId(),
        specification.configurationHash(),
        samples,
        specification.seed(),
        specification.pretrainedModel(),
        specification.samplesToPass());
  }

  /** Draws a seed in the range that pipeline files allow, so that the run can be repeated. */
  private long firstSeed() {
    return specification.seed().orElseGet(() -> ThreadLocalRandom.current().nextInt(101));
  }

  private TrainingResult train(
      TrainingSession session,
      KeySource keys,
      Optional<DownsamplingSpecification> downsampling,
      SampleRecorder recorder,
      Optional<TrainingCheckpoints> checkpoints,
      Optional<TrainingCheckpoints.Found> found,
      long seed) {
    TrainingLog trainingLog = new TrainingLog(downsampling);
    SourceState state = SourceState.start(specification.workers());
    if (found.isPresent()) {
      state = resume(session, found.get(), trainingLog);
    }
    if (specification.mixedPrecision().isPresent() && Device.of(specification.device()).isCpu()) {
      String note = "training.amp: has no effect on the CPU, which computes in float32";
      progress.note(note);
      log.info("Training {}: {}", id, note);
    }
    log.info(
        "Training {} starts at batch {}: {}, seed {}",
        id,
        progress.batches() + 1,
        specification,
        seed);
    long start = System.nanoTime();
    SkippedSamples skipped =
        new SkippedSamples(new SampleReadPolicy(true, specification.skipUnreadableSamples()));
    progress.noteSkipped(skipped);
    progress.setWeightsWriter(() -> write(session, LATEST));
    BatchSource source =
        new TrainingBatches(plan, environment, session, keys, skipped, progress.selection())
            .open(id, downsampling, seed, state);
    try (source) {
      new TrainingLoop(
              specification, session, source, progress, recorder, trainingLog, checkpoints, seed)
          .run();
    }
    skipped.describe().forEach(line -> log.warn("Training {}: {}", id, line));
    trainingLog.setSkipped(skipped);
    trainingLog.setWorkers(source.reports());
    long nanoseconds = System.nanoTime() - start;
    log.info(
        "Training {} is done: {} samples in {} batches, {} ms",
        id,
        progress.samples(),
        progress.batches(),
        nanoseconds / 1_000_000);
    return new TrainingResult(
        write(session, "final"),
        recorder.finish(),
        provenance(seed, downsampling),
        trainingLog.finish(progress, nanoseconds, seed));
  }

  private SourceState resume(
      TrainingSession session, TrainingCheckpoints.Found found, TrainingLog trainingLog) {
    session.resume(found.file());
    progress.restore(found.state());
    trainingLog.restore(found.state().log());
    log.info("Training {} resumes from checkpoint {}", id, found.file());
    return found.sourceState();
  }

  private void loadPretrained(TrainingSession session) {
    if (specification.pretrainedModel().isEmpty()) {
      plan.model()
          .pretrainedWeights()
          .ifPresentOrElse(
              session::load, () -> log.info("Training {} starts from random weights", id));
      return;
    }
    int modelId = specification.pretrainedModel().getAsInt();
    Path file = file("pretrained");
    try {
      environment.modelStorage().load(modelId, file);
      session.load(file, specification.loadOptimizerState());
    } finally {
      DurableFiles.delete(file);
    }
  }

  /** Requests the downsampling of this trigger; later triggers may have another. */
  private Optional<DownsamplingSpecification> downsampling() {
    try {
      SelectionStrategyResponse strategy =
          SelectorGrpc.newBlockingStub(environment.selector())
              .getSelectionStrategy(
                  GetSelectionStrategyRequest.newBuilder()
                      .setPipelineId(specification.pipelineId())
                      .setTriggerId(specification.triggerId())
                      .build());
      return strategy.getDownsamplingEnabled()
          ? Optional.of(
              DownsamplingSpecification.parse(
                  strategy.getStrategyName(), strategy.getDownsamplerConfig().getValue()))
          : Optional.empty();
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException("selector", e);
    }
  }

  private long numberOfSamples() {
    try {
      return SelectorGrpc.newBlockingStub(environment.selector())
          .getNumberOfSamples(
              GetNumberOfSamplesRequest.newBuilder()
                  .setPipelineId(specification.pipelineId())
                  .setTriggerId(specification.triggerId())
                  .build())
          .getNumSamples();
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException("selector", e);
    }
  }

  private Path write(TrainingSession session, String name) {
    Path file = file(name);
    session.write(file, Map.of("model_class", specification.modelClass()));
    return file;
  }

  private Path file(String name) {
    return file(environment, id, name);
  }

  private static Path file(TrainingEnvironment environment, int id, String name) {
    return environment
        .weightsDirectory()
        .resolve(String.format(Locale.ROOT, "%d-%s.safetensors", id, name));
  }

  /** Deletes what a training wrote for those who asked for its weights while it ran. */
  static void deleteLatestWeights(TrainingEnvironment environment, int id) {
    DurableFiles.delete(file(environment, id, LATEST));
  }

  private String provenance(long seed, Optional<DownsamplingSpecification> downsampling) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("pipeline_id", specification.pipelineId());
    json.put("trigger_id", specification.triggerId());
    specification
        .pretrainedModel()
        .ifPresentOrElse(
            model -> json.put("parent_model_id", model), () -> json.putNull("parent_model_id"));
    json.put("dataset_id", specification.datasetId());
    json.put("number_of_samples", progress.samples());
    json.put("number_of_batches", progress.batches());
    downsampling.ifPresentOrElse(
        selected ->
            json.putObject("downsampling")
                .put("strategy", selected.strategyName())
                .putRawValue("configuration", new RawValue(selected.toJson())),
        () -> json.putNull("downsampling"));
    json.put("seed", seed);
    json.put("configuration_sha256", specification.configurationHash());
    json.put("code_version", CodeVersion.read());
    json.put("engine", environment.engine().version());
    return json.toString();
  }
}
