package org.modyn.trainer.job;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.common.model.ModelStorageClient;
import org.modyn.proto.modelstorage.JsonString;
import org.modyn.proto.modelstorage.ModelHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A training with its thread, its state, and, in the end, its result. */
public final class TrainingJob {
  private static final Logger log = LoggerFactory.getLogger(TrainingJob.class);

  /** How a training has ended. */
  private sealed interface Outcome {
    record Finished(TrainingResult result) implements Outcome {}

    record Failed(String reason) implements Outcome {}
  }

  private final int id;
  private final TrainingSpecification specification;
  private final TrainingEnvironment environment;
  private final TrainingProgress progress = new TrainingProgress();
  private final Thread thread;
  private volatile boolean stopped;
  private volatile Outcome outcome;
  private OptionalInt storedModel = OptionalInt.empty();

  TrainingJob(int id, TrainingSpecification specification, TrainingEnvironment environment) {
    this.id = id;
    this.specification = specification;
    this.environment = environment;
    thread = Thread.ofPlatform().daemon().name("training-" + id).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    ModynException failure =
        ModynException.internal("the training ended without a result; the server's log says why");
    try {
      TrainingResult result = new Training(id, specification, environment, progress).run();
      outcome = new Outcome.Finished(result);
    } catch (RuntimeException | Error e) {
      failure = GrpcErrors.toModynException("training", e);
      if (stopped) {
        log.info("Training {} was stopped: {}", id, specification);
        failure = new ModynException(ErrorCategory.CANCELLED, "the training was stopped", e);
      } else {
        log.error("Training {} failed: {}: {}", id, specification, failure.getMessage(), e);
      }
    } finally {
      // whatever happens, those who wait for this training get to know its end
      if (outcome == null) {
        outcome = new Outcome.Failed(failure.getMessage());
      }
      progress.prepared().completeExceptionally(failure);
      progress.end();
    }
  }

  public int id() {
    return id;
  }

  /** Completed when the training has begun, or with the reason why it cannot begin. */
  CompletableFuture<Void> prepared() {
    return progress.prepared();
  }

  public boolean isRunning() {
    return outcome == null;
  }

  /** Batches trained on so far. */
  public long batches() {
    return progress.batches();
  }

  /** Samples trained on so far; one counts once for each epoch. */
  public long samples() {
    return progress.samples();
  }

  /** Why the training failed: one line; empty while it runs, and when it has succeeded. */
  public Optional<String> failure() {
    return outcome instanceof Outcome.Failed failed
        ? Optional.of(failed.reason())
        : Optional.empty();
  }

  /** The log, as JSON, of a training that has succeeded; see {@link TrainingLog}. */
  public Optional<String> log() {
    return outcome instanceof Outcome.Finished finished
        ? Optional.of(finished.result().log())
        : Optional.empty();
  }

  /** Ends the training after the current batch; nothing happens when it has ended. */
  public void stop() {
    stopped = true;
    thread.interrupt();
  }

  /** Waits for the end of the thread. */
  void join() throws InterruptedException {
    thread.join();
  }

  /**
   * Sends the trained model to the model storage, the first time it is called.
   *
   * @return the model's id there, always the same; empty when the training runs or has failed
   * @throws ModynException what the model storage answers
   */
  public synchronized OptionalInt storeModel() {
    if (storedModel.isEmpty() && outcome instanceof Outcome.Finished finished) {
      TrainingResult result = finished.result();
      ModelStorageClient modelStorage = environment.modelStorage();
      storedModel = OptionalInt.of(modelStorage.store(header(result), result.weights()));
      log.info("Training {} is stored as model {}", id, storedModel.getAsInt());
      DurableFiles.delete(result.weights());
    }
    return storedModel;
  }

  private ModelHeader header(TrainingResult result) {
    return ModelHeader.newBuilder()
        .setPipelineId(specification.pipelineId())
        .setTriggerId(specification.triggerId())
        .setModelClass(specification.modelClass())
        .setModelConfiguration(JsonString.newBuilder().setValue(specification.modelConfiguration()))
        .setProvenance(JsonString.newBuilder().setValue(result.provenance()))
        .build();
  }

  /**
   * A file with the weights as they are now: written after the current batch while the training
   * runs, the trained ones until they are stored. It is overwritten by the next call.
   *
   * @return never completed with a file when there are no weights (any more)
   */
  public CompletableFuture<Path> latestWeights() {
    CompletableFuture<Path> wanted = progress.requestWeights();
    if (!isRunning()) {
      progress.end();
    }
    return wanted.exceptionallyCompose(
        error -> isRunning() ? CompletableFuture.failedFuture(error) : finalWeights());
  }

  private synchronized CompletableFuture<Path> finalWeights() {
    if (outcome instanceof Outcome.Finished finished && storedModel.isEmpty()) {
      return CompletableFuture.completedFuture(finished.result().weights());
    }
    return CompletableFuture.failedFuture(
        ModynException.failedPrecondition("training %d has no weights", id));
  }

  /** Deletes what a training that has ended has left. */
  synchronized void deleteFiles() {
    if (outcome instanceof Outcome.Finished finished) {
      DurableFiles.delete(finished.result().weights());
    }
  }
}
