package org.modyn.trainer.job;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.modyn.common.config.pipeline.selection.downsampling.RhoLossDownsamplingConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.job.Job;
import org.modyn.common.job.JobMemory;
import org.modyn.common.job.JobRequest;
import org.modyn.common.model.StoredModelFile;
import org.modyn.common.sample.SampleException;
import org.modyn.ml.tensor.Device;
import org.modyn.proto.modelstorage.ModelHeader;
import org.modyn.proto.modelstorage.ModelRole;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A training, from its request to the trained weights and their id in the model storage. */
public final class TrainingJob extends Job<TrainingResult> {
  private static final Logger log = LoggerFactory.getLogger(TrainingJob.class);

  private final StartTrainingRequest request;
  private final TrainingPlan plan;
  private final TrainingValidator validator;
  private final TrainingSpecification specification;
  private final TrainingEnvironment environment;
  private final TrainingProgress progress;
  private OptionalInt storedModel = OptionalInt.empty();

  /**
   * @param plan of the request, made by the validator
   */
  TrainingJob(
      int id,
      StartTrainingRequest request,
      TrainingPlan plan,
      TrainingValidator validator,
      TrainingEnvironment environment) {
    super(
        "training",
        id,
        plan.specification().devices().stream().map(Device::toString).toList(),
        plan.specification().toString(),
        new JobRequest(request.getRequestId(), request));
    this.request = request;
    this.plan = plan;
    this.validator = validator;
    this.specification = plan.specification();
    this.environment = environment;
    this.progress = new TrainingProgress(environment.metrics());
  }

  @Override
  protected TrainingResult work() {
    progress.start();
    progress.traceFirstBatch(startSpan("first batch"));
    try (InitialWeights weights = InitialWeights.prepare(plan, environment, name())) {
      return train(weights);
    }
  }

  private TrainingResult train(InitialWeights weights) {
    TrainingData data =
        TrainingData.ofTrigger(
            environment.selector(), specification.pipelineId(), specification.triggerId());
    Optional<IrreducibleLossTraining> irreducibleLossTraining =
        data.downsampling()
            .filter(downsampling -> downsampling.config() instanceof RhoLossDownsamplingConfig)
            .map(
                downsampling ->
                    new IrreducibleLossTraining(
                        name(),
                        request,
                        (RhoLossDownsamplingConfig) downsampling.config(),
                        plan,
                        validator,
                        environment,
                        progress));
    return new Training(name(), plan, environment, progress, irreducibleLossTraining)
        .run(data, weights);
  }

  /** Names the files of this training. */
  private String name() {
    return Integer.toString(id());
  }

  @Override
  protected JobMemory memory() {
    return plan.parts().memory();
  }

  @Override
  protected String describe(Throwable failure) {
    if (failure instanceof SampleException error) {
      return environment.samples().locate(specification.datasetId(), error).oneLine();
    }
    return describe(
        failure, "lower training.batch_size, training.dataloader_workers or the size of the model");
  }

  @Override
  protected void onEnd() {
    progress.end();
  }

  @Override
  protected synchronized void onDiscarded() {
    deleteWeights();
  }

  public int pipelineId() {
    return specification.pipelineId();
  }

  public int triggerId() {
    return specification.triggerId();
  }

  /** Returns the progress of the training; all zero while it is queued. */
  public TrainingMeasures measures() {
    return progress.measures();
  }

  /**
   * Sends the trained model to the model storage on the first call.
   *
   * @return the model's id, the same for every call; empty if the training has not finished
   * @throws ModynException with the error of the model storage
   */
  public synchronized OptionalInt storeModel() {
    if (storedModel.isEmpty()) {
      result().ifPresent(this::store);
    }
    return storedModel;
  }

  private void store(TrainingResult result) {
    ModelHeader header = specification.header(result, ModelRole.MAIN);
    StoredModelFile stored =
        environment.modelStorage().store(header, result.weights(), result.samples());
    storedModel = OptionalInt.of(stored.modelId());
    environment.models().keep(stored, header, result.weights());
    log.info("Stored as model {}: {}", storedModel.getAsInt(), this);
    deleteWeights();
  }

  private void deleteWeights() {
    result()
        .ifPresent(
            result -> {
              DurableFiles.delete(result.weights());
              result.samples().ifPresent(DurableFiles::delete);
            });
    Training.deleteLatestWeights(environment, name());
  }

  /**
   * Returns a file with the current weights: while the training runs, they are written after the
   * current batch; afterwards they are the trained weights, until these are stored. The next call
   * overwrites the file.
   *
   * @return a future that fails if there are no weights, or none any longer
   */
  public CompletableFuture<Path> latestWeights() {
    CompletableFuture<Path> wanted = progress.requestWeights();
    if (status().hasEnded()) {
      progress.end();
    }
    return wanted.exceptionallyCompose(
        error -> status().hasEnded() ? finalWeights() : CompletableFuture.failedFuture(error));
  }

  private synchronized CompletableFuture<Path> finalWeights() {
    return result()
        .filter(result -> storedModel.isEmpty())
        .map(result -> CompletableFuture.completedFuture(result.weights()))
        .orElseGet(
            () ->
                CompletableFuture.failedFuture(
                    ModynException.failedPrecondition("training %d has no weights", id())));
  }
}
