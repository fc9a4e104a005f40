package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.RepeatedReasons;
import org.modyn.common.error.database.TransientFailures;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.sample.SampleReadPolicy;
import org.modyn.ml.loader.BatchSource;
import org.modyn.ml.loader.SkippedSamples;
import org.modyn.ml.loader.SourceState;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.training.DeviceBatches;
import org.modyn.ml.training.TrainingSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains one model, on the thread that calls {@link #run}. */
final class Training {
  private static final Logger log = LoggerFactory.getLogger(Training.class);

  /** The time for which a training waits to write its result. */
  private static final Duration PATIENCE = Duration.ofHours(1);

  private static final String LATEST = "latest";

  private final String name;
  private final TrainingPlan plan;
  private final TrainingSpecification specification;
  private final TrainingEnvironment environment;
  private final TrainingProgress progress;
  private final Optional<IrreducibleLossTraining> irreducibleLossTraining;

  /** What the training loop needs beside the session. */
  private record Parts(
      TrainingData data,
      TrainingBatches batches,
      SkippedSamples skipped,
      SampleRecorder recorder,
      Optional<TrainingCheckpoints> checkpoints,
      TrainingLog log,
      long seed) {}

  /**
   * @param name unique among the trainings of the server at any time; names files and log lines
   * @param irreducibleLossTraining computes the irreducible losses of the data; empty if they are
   *     not needed
   */
  Training(
      String name,
      TrainingPlan plan,
      TrainingEnvironment environment,
      TrainingProgress progress,
      Optional<IrreducibleLossTraining> irreducibleLossTraining) {
    this.name = requireNonNull(name, "name is null");
    this.plan = requireNonNull(plan, "plan is null");
    this.specification = plan.specification();
    this.environment = requireNonNull(environment, "environment is null");
    this.progress = requireNonNull(progress, "progress is null");
    this.irreducibleLossTraining =
        requireNonNull(irreducibleLossTraining, "irreducibleLossTraining is null");
  }

  /**
   * Creates everything that the training needs, and trains. Call it once, on a platform thread.
   *
   * @param initial the weights to start from, unless the training resumes from a checkpoint; the
   *     caller closes them
   * @throws ModynException NOT_FOUND when the model storage does not have the pretrained model;
   *     also see {@link TrainingLoop#run}
   */
  TrainingResult run(TrainingData data, InitialWeights initial) {
    Optional<TrainingCheckpoints> checkpoints =
        specification
            .checkpointing()
            .map(
                checkpointing ->
                    new TrainingCheckpoints(checkpointing, specification, identity(data)));
    Optional<TrainingCheckpoints.Found> newest = checkpoints.flatMap(TrainingCheckpoints::newest);
    try (SampleRecorder recorder =
        SampleRecorder.open(
            specification,
            environment.weightsDirectory().resolve(name + ".samples"),
            checkpoints,
            newest)) {
      Optional<TrainingCheckpoints.Found> found =
          newest.filter(checkpoint -> checkpoint.state().recordedSamples() == recorder.samples());
      if (found.isPresent()) {
        initial.close();
      }
      return train(data, initial, recorder, checkpoints, found);
    }
  }

  private TrainingResult train(
      TrainingData data,
      InitialWeights initial,
      SampleRecorder recorder,
      Optional<TrainingCheckpoints> checkpoints,
      Optional<TrainingCheckpoints.Found> found) {
    long seed = found.map(checkpoint -> checkpoint.state().seed()).orElseGet(this::firstSeed);
    Optional<IrreducibleLossResult> irreducible =
        irreducibleLossTraining.map(training -> training.run(data, seed));
    TrainingData complete =
        irreducible.map(IrreducibleLossResult::losses).map(data::with).orElse(data);
    TrainingLog trainingLog =
        new TrainingLog(data.downsampling(), irreducible.map(IrreducibleLossResult::log));
    SkippedSamples skipped =
        new SkippedSamples(new SampleReadPolicy(true, specification.skipUnreadableSamples()));
    progress.noteSkipped(skipped);
    SourceState start =
        found
            .map(TrainingCheckpoints.Found::sourceState)
            .orElseGet(() -> SourceState.start(specification.workers()));
    // batches are loaded while the session is opened
    try (TrainingBatches batches =
            TrainingBatches.start(plan, environment, complete, skipped, seed, start);
        TrainingSession session = openSession(data, seed, found.isPresent())) {
      if (found.isPresent()) {
        resume(session, found.get(), trainingLog);
      } else {
        initial.loadInto(session);
      }
      recorder.observe(session);
      train(
          session, new Parts(complete, batches, skipped, recorder, checkpoints, trainingLog, seed));
      long writing = System.nanoTime();
      Path weights = writePatiently(() -> write(session, "final"));
      trainingLog.setWriting(System.nanoTime() - writing);
      return new TrainingResult(
          weights,
          writePatiently(recorder::finish),
          provenance(data, irreducible, seed),
          trainingLog.finish(progress, seed));
    }
  }

  private TrainingSession openSession(TrainingData data, long seed, boolean isResumed) {
    return TrainingSession.open(
        environment.engine(),
        specification.devices(),
        plan.setup(
            data.samples(),
            data.downsampling().map(selected -> selected.config().schedule().part()),
            seed,
            isResumed));
  }

  /** Which training this is, and what decides its result, beside a seed that is drawn. */
  private String identity(TrainingData data) {
    return String.format(
        Locale.ROOT,
        "request %s, configuration %s, samples %d of %d, seed %s, model %s, samples to pass %d",
        specification.requestId(),
        specification.configurationHash(),
        data.samples(),
        data.createdAt(),
        specification.seed(),
        specification.pretrainedModel(),
        specification.samplesToPass());
  }

  /** Draws a seed in the range that pipeline files allow, so that the run can be repeated. */
  private long firstSeed() {
    return specification.seed().orElseGet(() -> ThreadLocalRandom.current().nextInt(101));
  }

  private void train(TrainingSession session, Parts parts) {
    Device device = specification.devices().getFirst();
    if (specification.mixedPrecision().isPresent() && device.isCpu()) {
      note("training.amp: has no effect on the CPU, which computes in float32");
    }
    if (device.simulated()) {
      note("training.device: " + device + " is simulated on the CPU");
    }
    log.info(
        "Training {} starts at batch {}: {}, seed {}",
        name,
        progress.batches() + 1,
        specification,
        parts.seed());
    parts.log().setPreparation(progress.nanosecondsSinceStart());
    long start = System.nanoTime();
    if (!parts.data().isEmpty()) {
      runLoop(session, parts);
    }
    long nanoseconds = System.nanoTime() - start;
    parts.log().setDuration(nanoseconds);
    log.info(
        "Training {} is done: {} samples in {} batches, {} ms",
        name,
        progress.samples(),
        progress.batches(),
        nanoseconds / 1_000_000);
  }

  private void note(String note) {
    progress.note(note);
    log.info("Training {}: {}", name, note);
  }

  private void runLoop(TrainingSession session, Parts parts) {
    progress.setWeightsWriter(() -> write(session, LATEST));
    BatchSource source = parts.batches().open(name, session, progress.selection());
    try (source;
        DeviceBatches batches = session.batches(source)) {
      new TrainingLoop(
              specification,
              session,
              batches,
              progress,
              parts.recorder(),
              parts.log(),
              parts.checkpoints(),
              parts.seed())
          .run();
    }
    parts.skipped().describe().forEach(line -> log.warn("Training {}: {}", name, line));
    parts.log().setSkipped(parts.skipped());
    parts.log().setWorkers(source.reports());
  }

  private void resume(
      TrainingSession session, TrainingCheckpoints.Found found, TrainingLog trainingLog) {
    session.resume(found.file());
    progress.restore(found.state());
    trainingLog.restore(found.state().log());
    log.info("Training {} resumes from checkpoint {}", name, found.file());
  }

  /**
   * Writes a result of the training. It would be lost if the training failed because a disk is
   * full, so this waits until it can be written.
   */
  private <T> T writePatiently(Supplier<T> writing) {
    RepeatedReasons reasons = new RepeatedReasons();
    return TransientFailures.repeat(
        writing,
        PATIENCE,
        failure -> {
          RepeatedReasons.Report report = reasons.next(failure.oneLine());
          if (report != RepeatedReasons.Report.NONE) {
            log.warn("Training {} waits to write its result: {}", name, failure.oneLine());
          }
          if (report == RepeatedReasons.Report.NEW) {
            progress.note("the training waited to write its result: " + failure.oneLine());
          }
        });
  }

  private Path write(TrainingSession session, String purpose) {
    Path file = environment.weightsFile(name, purpose);
    session.write(file, Map.of("model_class", specification.modelClass()));
    return file;
  }

  /** Deletes what a training wrote for those who asked for its weights while it ran. */
  static void deleteLatestWeights(TrainingEnvironment environment, String name) {
    DurableFiles.delete(environment.weightsFile(name, LATEST));
  }

  private String provenance(
      TrainingData data, Optional<IrreducibleLossResult> irreducible, long seed) {
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
    data.downsampling()
        .ifPresentOrElse(
            selected ->
                json.putObject("downsampling")
                    .put("strategy", selected.strategyName())
                    .putRawValue("configuration", new RawValue(selected.toJson())),
            () -> json.putNull("downsampling"));
    irreducible.ifPresent(result -> json.put("irreducible_loss_model_id", result.modelId()));
    json.put("seed", seed);
    json.put("configuration_sha256", specification.configurationHash());
    json.put("code_version", CodeVersion.get());
    json.put("engine", environment.engine().version());
    return json.toString();
  }
}
