package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.proto.trainer.CheckpointInfo;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.supervisor.client.Polling;
import org.modyn.supervisor.client.SelectorClient.Trigger;
import org.modyn.supervisor.client.TrainerClient;
import org.modyn.supervisor.client.TrainerClient.StartedTraining;
import org.modyn.supervisor.client.TrainerClient.TrainingState;
import org.modyn.supervisor.log.Stage;
import org.modyn.supervisor.log.StageInfo;
import org.modyn.supervisor.status.Messages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains the model of a trigger and stores it. */
final class TrainingRunner {
  private static final Logger log = LoggerFactory.getLogger(TrainingRunner.class);

  private static final int MAXIMUM_STARTS = 5;
  private static final int RESTART_SECONDS = 60;

  private final PipelineContext context;
  private final TrainerClient trainer;

  TrainingRunner(PipelineContext context) {
    this.context = requireNonNull(context, "context is null");
    this.trainer = context.clients().trainer();
  }

  /**
   * Blocks until the model is stored.
   *
   * @throws ModynException when the training fails or a server cannot be reached
   */
  Training trainAndStore(Trigger trigger) {
    return context
        .recorder()
        .call(
            Stage.TRAIN_AND_STORE_MODEL,
            run -> {
              Training training = train(trigger);
              completed(training);
              Training stored = training.withModel(storeModel(trigger, training));
              context.emit(Messages.trigger(Stage.HANDLE_TRIGGERS, trigger.id()));
              return stored;
            });
  }

  private Training train(Trigger trigger) {
    return context
        .recorder()
        .call(
            Stage.TRAIN,
            run -> {
              context.emit(Messages.trigger(Stage.TRAIN, trigger.id()));
              Ended ended = trainToEnd(trigger, request(trigger));
              int trainingId = ended.training().id();
              Map<String, Object> trainerLog = ended.state().log().orElseThrow();
              run.setInfo(new StageInfo.TrainingInfo(trigger.id(), trainingId, trainerLog));
              return new Training(ended.training(), -1, ended.state().samplesSeen());
            });
  }

  /** A successful training. */
  private record Ended(StartedTraining training, TrainingState state) {}

  /**
   * Trains. If the trainer server crashes or no longer knows the training, a training that writes
   * checkpoints is restarted and resumes from the newest one.
   */
  private Ended trainToEnd(Trigger trigger, StartTrainingRequest request) {
    long samples = TrainingRequests.samples(request, trigger);
    StartedTraining training = trainer.start(request);
    boolean ended = false;
    try {
      for (int starts = 1; ; starts++) {
        try {
          TrainingState state = awaitCompletion(trigger, training, samples);
          ended = true;
          return new Ended(training, state);
        } catch (ModynException e) {
          if (!isLost(e) || !isResumable(request) || starts == MAXIMUM_STARTS) {
            throw e;
          }
          log.warn(
              "Training {} of trigger {} was lost; restarting it from its newest checkpoint: {}",
              training.id(),
              trigger.id(),
              e.getMessage());
          training = startAgain(request);
        }
      }
    } finally {
      if (!ended) {
        stop(training);
      }
    }
  }

  private static boolean isLost(ModynException failure) {
    return failure.category() == ErrorCategory.NOT_FOUND
        || failure.category() == ErrorCategory.UNAVAILABLE;
  }

  private static boolean isResumable(StartTrainingRequest request) {
    CheckpointInfo checkpoints = request.getCheckpointInfo();
    return checkpoints.getCheckpointInterval() > 0
        && (!checkpoints.hasSaveOptimizerState() || checkpoints.getSaveOptimizerState());
  }

  /** Waits for the trainer server, for {@value #RESTART_SECONDS} seconds at most. */
  private StartedTraining startAgain(StartTrainingRequest request) {
    long deadline = System.nanoTime() + Duration.ofSeconds(RESTART_SECONDS).toNanos();
    Polling polling = new Polling(Duration.ofMillis(100), Duration.ofSeconds(2));
    while (true) {
      try {
        return trainer.start(request);
      } catch (ModynException e) {
        if (e.category() != ErrorCategory.UNAVAILABLE || System.nanoTime() > deadline) {
          throw e;
        }
        polling.pause();
      }
    }
  }

  /** Returns a request with a unique id, so that retries do not start a second training. */
  private StartTrainingRequest request(Trigger trigger) {
    return TrainingRequests.create(
            context.pipelineId(),
            trigger.id(),
            context.parameters().config(),
            context.state().triggers(),
            context.state().previousModel())
        .toBuilder()
        .setRequestId(UUID.randomUUID().toString())
        .build();
  }

  private TrainingState awaitCompletion(Trigger trigger, StartedTraining training, long samples) {
    try {
      int scale = context.clients().selector().statusBarScale(context.pipelineId());
      context.emit(Messages.trainingCreated(training.id(), samples, scale));
      Polling polling = new Polling(Duration.ofMillis(20), Duration.ofSeconds(1));
      TrainingState state = trainer.status(training);
      while (state.isRunning()) {
        report(training.id(), state);
        polling.pause();
        state = trainer.status(training);
      }
      report(training.id(), state);
      context.emit(Messages.trainingClosed(training.id()));
      return state;
    } catch (ModynException e) {
      throw e.category() == ErrorCategory.INTERNAL
          ? new ModynException(
              e.category(),
              String.format(Locale.ROOT, "trigger %d: %s", trigger.id(), e.getMessage()),
              e)
          : e;
    }
  }

  private void report(int trainingId, TrainingState state) {
    if (state.isProgressKnown()) {
      context.emit(
          Messages.trainingAdvanced(
              trainingId,
              state.samplesSeen(),
              state.downsamplingSamplesSeen(),
              state.isTraining(),
              state.measures()));
    }
  }

  private void stop(StartedTraining training) {
    try {
      trainer.stop(training);
    } catch (ModynException e) {
      log.info("Could not stop the training {}: {}", training.id(), e.getMessage());
      log.debug("Could not stop the training {}", training.id(), e);
    }
  }

  private void completed(Training training) {
    context
        .recorder()
        .run(
            Stage.TRAINING_COMPLETED,
            run -> context.emit(Messages.trainingCompleted(training.trainingId())));
  }

  private int storeModel(Trigger trigger, Training training) {
    return context
        .recorder()
        .call(
            Stage.STORE_TRAINED_MODEL,
            run -> {
              context.emit(Messages.trigger(Stage.STORE_TRAINED_MODEL, trigger.id()));
              int modelId = trainer.storeModel(training.started());
              if (context.parameters().config().training().usePreviousModel()) {
                context.state().setPreviousModel(modelId);
              }
              run.setInfo(
                  new StageInfo.StoreModelInfo(trigger.id(), training.trainingId(), modelId));
              return modelId;
            });
  }

  /**
   * A training that has ended.
   *
   * @param modelId -1 until the model is stored
   * @param samplesTrained the number of samples that the training loop processed
   */
  record Training(StartedTraining started, int modelId, long samplesTrained) {
    int trainingId() {
      return started.id();
    }

    Training withModel(int newModelId) {
      return new Training(started, newModelId, samplesTrained);
    }
  }
}
