package org.modyn.supervisor.client;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.proto.supervisor.TrainingSummary;
import org.modyn.proto.trainer.DeleteCheckpointsRequest;
import org.modyn.proto.trainer.ListTrainingsRequest;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.proto.trainer.StartTrainingResponse;
import org.modyn.proto.trainer.StopTrainingRequest;
import org.modyn.proto.trainer.StoreFinalModelRequest;
import org.modyn.proto.trainer.StoreFinalModelResponse;
import org.modyn.proto.trainer.TrainerAvailableRequest;
import org.modyn.proto.trainer.TrainerServerGrpc;
import org.modyn.proto.trainer.TrainingStatusRequest;
import org.modyn.proto.trainer.TrainingStatusResponse;
import org.modyn.supervisor.event.PipelineEvent.ScoringProgress;
import org.modyn.supervisor.event.PipelineEvent.TrainingMeasures;
import org.modyn.supervisor.status.Messages;

/** The client of the trainer server. */
public final class TrainerClient {
  private static final int STOP_TIMEOUT_SECONDS = 2;

  /** Validation is part of an interactive request, so its patience is short. */
  private static final Duration VALIDATION_PATIENCE = Duration.ofSeconds(10);

  private final RemoteService service;

  TrainerClient(RemoteService service) {
    this.service = service;
  }

  public boolean isAvailable() {
    return service.call(
        () -> stub().trainerAvailable(TrainerAvailableRequest.getDefaultInstance()).getAvailable());
  }

  /** Returns the problems that the trainer server finds, by the field of the pipeline file. */
  public List<FieldProblem> validate(StartTrainingRequest request) {
    return service
        .call(
            () ->
                stub()
                    .withOption(GrpcClient.PATIENCE, VALIDATION_PATIENCE)
                    .validateTraining(request))
        .getProblemsList()
        .stream()
        .map(problem -> new FieldProblem(problem.getField(), problem.getMessage()))
        .toList();
  }

  /**
   * Starts a training, or returns the one that the same request has already started.
   *
   * @param request a request with an id
   */
  public StartedTraining start(StartTrainingRequest request) {
    StartTrainingResponse response =
        service.callUninterruptibly(() -> stub().startTraining(request));
    if (!response.getTrainingStarted()) {
      throw ModynException.failedPrecondition(
          "the trainer server did not start the training of trigger %d; its log says why",
          request.getTriggerId());
    }
    return new StartedTraining(response.getTrainingId(), request.getRequestId());
  }

  /**
   * Follows a training until it has ended. The trainer server sends each change; when it stops,
   * this waits for it.
   *
   * @param listener receives the states, also the last one
   * @return the last state
   * @throws JobFailedException when the training has failed
   * @throws ModynException NOT_FOUND when the trainer server does not have it; UNAVAILABLE when it
   *     cannot be reached; CANCELLED when the thread is interrupted
   */
  public TrainingState await(StartedTraining training, Consumer<TrainingState> listener) {
    TrainingStatusRequest request =
        TrainingStatusRequest.newBuilder()
            .setTrainingId(training.id())
            .setRequestId(training.requestId())
            .build();
    TrainingStatusResponse last =
        service.follow(
            () -> stub().watchTraining(request),
            status -> listener.accept(state(training, status)));
    return state(training, last);
  }

  private static TrainingState state(StartedTraining training, TrainingStatusResponse response) {
    if (!response.getValid()) {
      throw ModynException.notFound(
          "the trainer server no longer has the training %d; it was probably restarted",
          training.id());
    }
    if (response.hasException()) {
      throw JobFailedException.of(
          "the training",
          response.getFailureCategory(),
          response.getMachineFault(),
          response.getException());
    }
    return new TrainingState(
        response.getIsRunning(),
        response.getIsTraining(),
        response.getStateAvailable() && !response.getBlocked(),
        response.getSamplesSeen(),
        response.getDownsamplingSamplesSeen(),
        measures(response),
        response.getIsRunning() ? Optional.empty() : Optional.of(logOf(response)));
  }

  private static TrainingMeasures measures(TrainingStatusResponse response) {
    return new TrainingMeasures(
        response.hasQueuePosition() ? Optional.of(response.getQueuePosition()) : Optional.empty(),
        response.getBatchesSeen(),
        response.hasLoss() ? OptionalDouble.of(response.getLoss()) : OptionalDouble.empty(),
        response.getLearningRatesList(),
        response.getSamplesPerSecond(),
        response.getSecondsWaitedForData(),
        response.getNotesList(),
        scoring(response));
  }

  private static Optional<ScoringProgress> scoring(TrainingStatusResponse response) {
    boolean scores =
        response.getIsRunning()
            && !response.getIsTraining()
            && response.hasDownsamplingSamplesTotal();
    return scores
        ? Optional.of(
            new ScoringProgress(
                response.getDownsamplingActivity(),
                response.getDownsamplingSamplesSeen(),
                response.getDownsamplingSamplesTotal(),
                response.getDownsamplingSamplesPerSecond()))
        : Optional.empty();
  }

  /** The trainings that run, and then those that wait, in the order in which they will start. */
  public List<TrainingSummary> unfinished() {
    return service
        .call(() -> stub().listTrainings(ListTrainingsRequest.getDefaultInstance()))
        .getTrainingsList()
        .stream()
        .map(
            training ->
                TrainingSummary.newBuilder()
                    .setTrainingId(training.getTrainingId())
                    .setPipelineId(training.getPipelineId())
                    .setTriggerId(training.getTriggerId())
                    .setDevice(training.getDevice())
                    .setSamplesSeen(training.getStatus().getSamplesSeen())
                    .setMeasures(Messages.of(measures(training.getStatus())))
                    .build())
        .toList();
  }

  /** The analysis tools need the number of batches and samples in every log. */
  private static Map<String, Object> logOf(TrainingStatusResponse response) {
    Map<String, Object> log =
        new LinkedHashMap<>(Json.parseLog("trainer server", response.getLog().getValue()));
    log.putIfAbsent("num_batches", response.getBatchesSeen());
    log.putIfAbsent("num_samples", response.getSamplesSeen());
    return log;
  }

  /**
   * Stores the trained model.
   *
   * @return the model's id; empty if the trainer server does not have the model
   */
  public OptionalInt storeModel(StartedTraining training) {
    StoreFinalModelRequest request =
        StoreFinalModelRequest.newBuilder()
            .setTrainingId(training.id())
            .setRequestId(training.requestId())
            .build();
    StoreFinalModelResponse response = service.call(() -> stub().storeFinalModel(request));
    return response.getValidState() ? OptionalInt.of(response.getModelId()) : OptionalInt.empty();
  }

  /** Stops a training; waits at most two seconds for the response. */
  public void stop(StartedTraining training) {
    StopTrainingRequest request =
        StopTrainingRequest.newBuilder()
            .setTrainingId(training.id())
            .setRequestId(training.requestId())
            .build();
    service.callUninterruptibly(
        () -> stub().withDeadlineAfter(STOP_TIMEOUT_SECONDS, SECONDS).stopTraining(request));
  }

  /**
   * Deletes the checkpoints of a pipeline.
   *
   * @param path the directory for checkpoints in the pipeline file
   */
  public void deleteCheckpoints(int pipelineId, Path path) {
    DeleteCheckpointsRequest request =
        DeleteCheckpointsRequest.newBuilder()
            .setPipelineId(pipelineId)
            .setPath(path.toString())
            .build();
    service.call(() -> stub().deleteCheckpoints(request));
  }

  private TrainerServerGrpc.TrainerServerBlockingStub stub() {
    return TrainerServerGrpc.newBlockingStub(service.channel());
  }

  /**
   * A training that was started. A trainer server that was restarted counts its trainings from 1
   * again, so an id alone may be another pipeline's.
   *
   * @param requestId of the request that started it
   */
  public record StartedTraining(int id, String requestId) {
    public StartedTraining {
      if (requestId.isEmpty()) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "the training %d has no request id", id));
      }
    }
  }

  /**
   * The state of a training.
   *
   * @param isTraining false while it selects samples
   * @param isProgressKnown whether the numbers of samples are known
   * @param measures measurements of its progress
   * @param log empty while it runs
   */
  public record TrainingState(
      boolean isRunning,
      boolean isTraining,
      boolean isProgressKnown,
      long samplesSeen,
      long downsamplingSamplesSeen,
      TrainingMeasures measures,
      Optional<Map<String, Object>> log) {}
}
