package org.modyn.supervisor.fake;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.machine.MachineFault;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.proto.trainer.DeleteCheckpointsRequest;
import org.modyn.proto.trainer.DeleteCheckpointsResponse;
import org.modyn.proto.trainer.FieldProblem;
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

/**
 * Trainings that are over when they have been asked for twice, fail, or never end. Training n makes
 * the model 100 + n; both count from 1, and again after a restart. As the real server, it knows a
 * training by its id and the request that started it.
 */
public final class FakeTrainer extends TrainerServerGrpc.TrainerServerImplBase {
  private final List<StartTrainingRequest> requests = new ArrayList<>();
  private final List<StartTrainingRequest> trainings = new ArrayList<>();
  private final Map<Integer, Integer> pipelinesOfModels = new HashMap<>();
  private final List<FieldProblem> problems = new CopyOnWriteArrayList<>();
  private final Map<Integer, String> deletedCheckpoints = new HashMap<>();
  private final Set<Integer> asked = new HashSet<>();
  private final List<Watch> watches = new ArrayList<>();
  private final Set<Integer> trained = new HashSet<>();
  private final List<Integer> stopped = new ArrayList<>();
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch startRequested = new CountDownLatch(1);
  private final CountDownLatch startAllowed = new CountDownLatch(1);
  private volatile boolean startHeld;
  private boolean restartsAfterNextStart;
  private boolean checkpointPathsRefused;
  private final Set<Integer> repeatable = new HashSet<>();
  private volatile Behavior behavior = Behavior.SUCCEED;
  private volatile Optional<MachineFault> machineFault = Optional.empty();
  private volatile ErrorCategory failureCategory = ErrorCategory.FAILED_PRECONDITION;

  /** A call that waits for the end of a training. */
  private record Watch(
      TrainingStatusRequest request, ServerCallStreamObserver<TrainingStatusResponse> call) {}

  /** Knows no training any more, as a server that was killed and started again. */
  public synchronized void restart() {
    trainings.clear();
    repeatable.clear();
    asked.clear();
    trained.clear();
    watches.forEach(
        watch -> watch.call().onError(GrpcErrors.toStatus(ModynException.unavailable("stopped"))));
    watches.clear();
  }

  /** {@linkplain #restart Restarts} when the next training has been started. */
  public synchronized void restartAfterNextStart() {
    restartsAfterNextStart = true;
  }

  /** Whose training made each model that was stored. */
  public synchronized Map<Integer, Integer> pipelinesOfModels() {
    return Map.copyOf(pipelinesOfModels);
  }

  private boolean isKnown(int trainingId, String requestId) {
    return trainingId >= 1
        && trainingId <= trainings.size()
        && (requestId.isEmpty() || trainings.get(trainingId - 1).getRequestId().equals(requestId));
  }

  /** What becomes of trainings. */
  public enum Behavior {
    SUCCEED,
    FAIL,
    HANG
  }

  /** Sets the category of the error of trainings that fail. */
  public void setFailureCategory(ErrorCategory category) {
    failureCategory = category;
  }

  /** Sets the fault of a machine that trainings fail for. */
  public void setMachineFault(MachineFault fault) {
    machineFault = Optional.of(fault);
    failureCategory = fault.category();
  }

  public synchronized void setBehavior(Behavior newBehavior) {
    behavior = newBehavior;
    watches.removeIf(this::send);
  }

  public synchronized List<StartTrainingRequest> requests() {
    return List.copyOf(requests);
  }

  /** The directories whose checkpoints were deleted, by pipeline. */
  public synchronized Map<Integer, String> deletedCheckpoints() {
    return Map.copyOf(deletedCheckpoints);
  }

  /** Makes it refuse all directories for checkpoints, as one outside of its roots. */
  public synchronized void refuseCheckpointPaths() {
    checkpointPathsRefused = true;
  }

  @Override
  public synchronized void deleteCheckpoints(
      DeleteCheckpointsRequest request, StreamObserver<DeleteCheckpointsResponse> observer) {
    if (checkpointPathsRefused) {
      throw ModynException.invalidArgument(
          "path: '%s' lies outside of the folders for checkpoints", request.getPath());
    }
    deletedCheckpoints.put(request.getPipelineId(), request.getPath());
    observer.onNext(DeleteCheckpointsResponse.getDefaultInstance());
    observer.onCompleted();
  }

  /** Ids of the trainings that were stopped. */
  public synchronized List<Integer> stopped() {
    return List.copyOf(stopped);
  }

  /** Waits until a training runs and has been asked for. */
  public void awaitRunning() throws InterruptedException {
    running.await();
  }

  /** Makes the answer to the start of a training wait for {@link #releaseStart}. */
  public void holdStart() {
    startHeld = true;
  }

  public void awaitStartRequested() throws InterruptedException {
    startRequested.await();
  }

  /** Waits until that many trainings have been asked for. */
  public synchronized void awaitStarts(int number) throws InterruptedException {
    while (requests.size() < number) {
      wait();
    }
  }

  public void releaseStart() {
    startAllowed.countDown();
  }

  @Override
  public void trainerAvailable(
      TrainerAvailableRequest request, StreamObserver<TrainerAvailableResponse> observer) {
    observer.onNext(TrainerAvailableResponse.newBuilder().setAvailable(true).build());
    observer.onCompleted();
  }

  /** Finds this problem with all trainings. */
  public void refuse(String field, String message) {
    problems.add(FieldProblem.newBuilder().setField(field).setMessage(message).build());
  }

  @Override
  public void validateTraining(
      StartTrainingRequest request, StreamObserver<ValidateTrainingResponse> observer) {
    observer.onNext(ValidateTrainingResponse.newBuilder().addAllProblems(problems).build());
    observer.onCompleted();
  }

  @Override
  public void startTraining(
      StartTrainingRequest request, StreamObserver<StartTrainingResponse> observer) {
    int trainingId;
    synchronized (this) {
      requests.add(request);
      notifyAll();
      trainingId = start(request);
      if (restartsAfterNextStart) {
        restartsAfterNextStart = false;
        restart();
      }
    }
    startRequested.countDown();
    if (startHeld) {
      try {
        startAllowed.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    observer.onNext(
        StartTrainingResponse.newBuilder()
            .setTrainingStarted(true)
            .setTrainingId(trainingId)
            .build());
    observer.onCompleted();
  }

  /** A request that is sent again starts nothing, unless its training could not reach a server. */
  private int start(StartTrainingRequest request) {
    String requestId = request.getRequestId();
    for (int index = 0; !requestId.isEmpty() && index < trainings.size(); index++) {
      if (trainings.get(index).getRequestId().equals(requestId)
          && !repeatable.contains(index + 1)) {
        if (!trainings.get(index).equals(request)) {
          throw ModynException.alreadyExists("another request has the id %s", requestId);
        }
        return index + 1;
      }
    }
    trainings.add(request);
    return trainings.size();
  }

  @Override
  public synchronized void watchTraining(
      TrainingStatusRequest request, StreamObserver<TrainingStatusResponse> observer) {
    Watch watch = new Watch(request, (ServerCallStreamObserver<TrainingStatusResponse>) observer);
    watch.call().setOnCancelHandler(() -> forget(watch));
    if (!send(watch)) {
      watches.add(watch);
    }
  }

  private synchronized void forget(Watch watch) {
    watches.remove(watch);
    notifyAll();
  }

  /** Waits until no call waits for the end of a training. */
  public synchronized void awaitNoWatches() throws InterruptedException {
    while (!watches.isEmpty()) {
      wait();
    }
  }

  /** Returns whether the training has ended. */
  private boolean send(Watch watch) {
    TrainingStatusResponse status = status(watch.request());
    watch.call().onNext(status);
    while (status.getIsRunning() && behavior != Behavior.HANG) {
      status = status(watch.request());
      watch.call().onNext(status);
    }
    if (!status.getIsRunning()) {
      watch.call().onCompleted();
    }
    return !status.getIsRunning();
  }

  private TrainingStatusResponse status(TrainingStatusRequest request) {
    if (!isKnown(request.getTrainingId(), request.getRequestId())) {
      return TrainingStatusResponse.getDefaultInstance();
    }
    boolean first = asked.add(request.getTrainingId());
    TrainingStatusResponse.Builder response =
        TrainingStatusResponse.newBuilder()
            .setValid(true)
            .setIsTraining(true)
            .setStateAvailable(true)
            .setBatchesSeen(first ? 1 : 2)
            .setSamplesSeen(first ? 10 : 20)
            .setLoss(0.25)
            .addLearningRates(0.001)
            .setSamplesPerSecond(5)
            .setSecondsWaitedForData(1.5);
    if (behavior == Behavior.FAIL) {
      response
          .setIsTraining(false)
          .setException("the loss is NaN in batch 7\nat line 1\n")
          .setFailureCategory(failureCategory.name());
      machineFault.map(MachineFault::name).ifPresent(response::setMachineFault);
      if (failureCategory == ErrorCategory.UNAVAILABLE || machineFault.isPresent()) {
        repeatable.add(request.getTrainingId());
      }
    } else if (behavior == Behavior.HANG || first) {
      response.setIsRunning(true);
    } else {
      trained.add(request.getTrainingId());
      response.setIsTraining(false);
      response.setLog(JsonString.newBuilder().setValue("{\"epochs\": [{\"loss\": 0.5}]}"));
    }
    running.countDown();
    return response.build();
  }

  /** As if the first request ran and the others waited. */
  @Override
  public synchronized void listTrainings(
      ListTrainingsRequest request, StreamObserver<ListTrainingsResponse> observer) {
    ListTrainingsResponse.Builder response = ListTrainingsResponse.newBuilder();
    for (int index = 0; index < requests.size(); index++) {
      TrainingStatusResponse.Builder status = TrainingStatusResponse.newBuilder().setValid(true);
      if (index > 0) {
        status.setQueuePosition(index);
      }
      response.addTrainings(
          TrainingSummary.newBuilder()
              .setTrainingId(index + 1)
              .setPipelineId(requests.get(index).getPipelineId())
              .setTriggerId(requests.get(index).getTriggerId())
              .setDevice(requests.get(index).getDevice())
              .setStatus(status));
    }
    observer.onNext(response.build());
    observer.onCompleted();
  }

  @Override
  public synchronized void storeFinalModel(
      StoreFinalModelRequest request, StreamObserver<StoreFinalModelResponse> observer) {
    if (!isKnown(request.getTrainingId(), request.getRequestId())
        || !trained.contains(request.getTrainingId())) {
      observer.onNext(StoreFinalModelResponse.getDefaultInstance());
      observer.onCompleted();
      return;
    }
    pipelinesOfModels.put(
        100 + request.getTrainingId(), trainings.get(request.getTrainingId() - 1).getPipelineId());
    observer.onNext(
        StoreFinalModelResponse.newBuilder()
            .setValidState(true)
            .setModelId(100 + request.getTrainingId())
            .build());
    observer.onCompleted();
  }

  @Override
  public synchronized void stopTraining(
      StopTrainingRequest request, StreamObserver<StopTrainingResponse> observer) {
    stopped.add(request.getTrainingId());
    boolean known = isKnown(request.getTrainingId(), request.getRequestId());
    observer.onNext(StopTrainingResponse.newBuilder().setValid(known).build());
    observer.onCompleted();
  }
}
