package org.modyn.trainer;

import static java.util.Objects.requireNonNull;

import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.machine.MachineFault;
import org.modyn.common.grpc.Streams;
import org.modyn.common.job.JobStatus;
import org.modyn.common.job.JobWatches;
import org.modyn.proto.trainer.DeleteCheckpointsRequest;
import org.modyn.proto.trainer.DeleteCheckpointsResponse;
import org.modyn.proto.trainer.FieldProblem;
import org.modyn.proto.trainer.GetLatestModelRequest;
import org.modyn.proto.trainer.GetLatestModelResponse;
import org.modyn.proto.trainer.JsonString;
import org.modyn.proto.trainer.ListTrainingsRequest;
import org.modyn.proto.trainer.ListTrainingsResponse;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.proto.trainer.StartTrainingResponse;
import org.modyn.proto.trainer.StopTrainingRequest;
import org.modyn.proto.trainer.StopTrainingResponse;
import org.modyn.proto.trainer.StoreFinalModelRequest;
import org.modyn.proto.trainer.StoreFinalModelResponse;
import org.modyn.proto.trainer.TrainerAvailableRequest;
import org.modyn.proto.trainer.TrainerAvailableResponse;
import org.modyn.proto.trainer.TrainerServerGrpc;
import org.modyn.proto.trainer.TrainingStatusRequest;
import org.modyn.proto.trainer.TrainingStatusResponse;
import org.modyn.proto.trainer.TrainingSummary;
import org.modyn.proto.trainer.ValidateTrainingResponse;
import org.modyn.trainer.job.TrainingJob;
import org.modyn.trainer.job.TrainingJobs;
import org.modyn.trainer.job.TrainingMeasures;
import org.modyn.trainer.job.TrainingResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trainer server's gRPC service.
 *
 * <p>A training that cannot start is reported as an error status with the reason, never as {@code
 * training_started: false}: clients of the original fail in both cases, and only the status has a
 * reason.
 */
final class TrainerService extends TrainerServerGrpc.TrainerServerImplBase {
  private static final Logger log = LoggerFactory.getLogger(TrainerService.class);
  private static final long LATEST_WEIGHTS_TIMEOUT_SECONDS = 30;

  private final TrainingJobs jobs;
  private final JobWatches watches;

  TrainerService(TrainingJobs jobs, JobWatches watches) {
    this.jobs = requireNonNull(jobs, "jobs is null");
    this.watches = requireNonNull(watches, "watches is null");
  }

  @Override
  public void trainerAvailable(
      TrainerAvailableRequest request, StreamObserver<TrainerAvailableResponse> observer) {
    Streams.send(observer, TrainerAvailableResponse.newBuilder().setAvailable(true).build());
  }

  @Override
  public void startTraining(
      StartTrainingRequest request, StreamObserver<StartTrainingResponse> observer) {
    TrainingJob job = jobs.start(request);
    Streams.send(
        observer,
        StartTrainingResponse.newBuilder()
            .setTrainingStarted(true)
            .setTrainingId(job.id())
            .build());
  }

  @Override
  public void validateTraining(
      StartTrainingRequest request, StreamObserver<ValidateTrainingResponse> observer) {
    FieldProblems problems = new FieldProblems();
    jobs.check(request, problems);
    ValidateTrainingResponse.Builder response = ValidateTrainingResponse.newBuilder();
    for (org.modyn.common.config.FieldProblem problem : problems.problems()) {
      response.addProblems(
          FieldProblem.newBuilder().setField(problem.field()).setMessage(problem.message()));
    }
    Streams.send(observer, response.build());
  }

  @Override
  public void getTrainingStatus(
      TrainingStatusRequest request, StreamObserver<TrainingStatusResponse> observer) {
    Streams.send(observer, status(jobs.find(request.getTrainingId(), request.getRequestId())));
  }

  @Override
  public void watchTraining(
      TrainingStatusRequest request, StreamObserver<TrainingStatusResponse> observer) {
    Optional<TrainingJob> job = jobs.find(request.getTrainingId(), request.getRequestId());
    watches.watch(observer, () -> status(job), status -> !status.getIsRunning());
  }

  /** Returns the status of a training, or that of one that is not known. */
  private static TrainingStatusResponse status(Optional<TrainingJob> job) {
    return job.map(TrainerService::status).orElseGet(TrainingStatusResponse::getDefaultInstance);
  }

  private static TrainingStatusResponse status(TrainingJob job) {
    JobStatus<TrainingResult> jobStatus = job.status();
    TrainingMeasures measures = job.measures();
    TrainingStatusResponse.Builder status =
        TrainingStatusResponse.newBuilder()
            .setValid(true)
            .setIsRunning(!jobStatus.hasEnded())
            .setIsTraining(!jobStatus.hasEnded() && !measures.scoring().active())
            .setStateAvailable(true)
            .setBatchesSeen(measures.batches())
            .setSamplesSeen(measures.samples())
            .addAllLearningRates(measures.learningRates())
            .setSamplesPerSecond(measures.samplesPerSecond())
            .setSecondsWaitedForData(measures.secondsWaited())
            .addAllNotes(measures.notes());
    measures.loss().ifPresent(status::setLoss);
    if (measures.scoring().total() > 0) {
      status
          .setDownsamplingBatchesSeen(measures.scoring().batches())
          .setDownsamplingSamplesSeen(measures.scoring().samples())
          .setDownsamplingSamplesTotal(measures.scoring().total())
          .setDownsamplingSamplesPerSecond(measures.scoring().samplesPerSecond());
    }
    if (measures.scoring().active()) {
      status.setDownsamplingActivity(measures.scoring().activity());
    }
    if (jobStatus instanceof JobStatus.Queued<TrainingResult>(int position)) {
      status.setQueuePosition(position);
    }
    job.failure().ifPresent(status::setException);
    job.failureCategory().map(ErrorCategory::name).ifPresent(status::setFailureCategory);
    job.machineFault().map(MachineFault::name).ifPresent(status::setMachineFault);
    job.result().ifPresent(result -> status.setLog(JsonString.newBuilder().setValue(result.log())));
    return status.build();
  }

  @Override
  public void listTrainings(
      ListTrainingsRequest request, StreamObserver<ListTrainingsResponse> observer) {
    ListTrainingsResponse.Builder response = ListTrainingsResponse.newBuilder();
    for (TrainingJob job : jobs.unfinished()) {
      response.addTrainings(
          TrainingSummary.newBuilder()
              .setTrainingId(job.id())
              .setPipelineId(job.pipelineId())
              .setTriggerId(job.triggerId())
              .setDevice(String.join(", ", job.devices()))
              .setStatus(status(job)));
    }
    Streams.send(observer, response.build());
  }

  @Override
  public void storeFinalModel(
      StoreFinalModelRequest request, StreamObserver<StoreFinalModelResponse> observer) {
    OptionalInt model = jobs.storeModel(request.getTrainingId(), request.getRequestId());
    if (model.isEmpty()) {
      log.warn("Training {} is unknown or has no trained model", request.getTrainingId());
    }
    Streams.send(
        observer,
        StoreFinalModelResponse.newBuilder()
            .setValidState(model.isPresent())
            .setModelId(model.orElse(0))
            .build());
  }

  @Override
  public void getLatestModel(
      GetLatestModelRequest request, StreamObserver<GetLatestModelResponse> observer) {
    Optional<Path> file =
        jobs.find(request.getTrainingId(), request.getRequestId())
            .flatMap(TrainerService::latestWeights);
    Streams.send(
        observer,
        GetLatestModelResponse.newBuilder()
            .setValidState(file.isPresent())
            .setModelPath(file.map(Path::toString).orElse(""))
            .build());
  }

  private static Optional<Path> latestWeights(TrainingJob job) {
    try {
      return Optional.of(job.latestWeights().get(LATEST_WEIGHTS_TIMEOUT_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      log.warn("No weights of training {}: {}", job.id(), e.getCause().getMessage());
      return Optional.empty();
    } catch (TimeoutException e) {
      log.warn("No weights of training {}: no batch ended in time", job.id(), e);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModynException(
          ErrorCategory.CANCELLED, "interrupted while waiting for a training's weights", e);
    }
  }

  @Override
  public void stopTraining(
      StopTrainingRequest request, StreamObserver<StopTrainingResponse> observer) {
    Optional<TrainingJob> job = jobs.find(request.getTrainingId(), request.getRequestId());
    job.ifPresent(TrainingJob::stop);
    Streams.send(observer, StopTrainingResponse.newBuilder().setValid(job.isPresent()).build());
  }

  @Override
  public void deleteCheckpoints(
      DeleteCheckpointsRequest request, StreamObserver<DeleteCheckpointsResponse> observer) {
    int deleted = jobs.deleteCheckpoints(request.getPipelineId(), request.getPath());
    Streams.send(observer, DeleteCheckpointsResponse.newBuilder().setDeleted(deleted).build());
  }
}
