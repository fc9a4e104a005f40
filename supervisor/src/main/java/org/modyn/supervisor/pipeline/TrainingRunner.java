package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.supervisor.client.Polling;
import org.modyn.supervisor.client.SelectorClient.Trigger;
import org.modyn.supervisor.client.TrainerClient;
import org.modyn.supervisor.client.TrainerClient.TrainingState;
import org.modyn.supervisor.log.Stage;
import org.modyn.supervisor.log.StageInfo;
import org.modyn.supervisor.status.Messages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains a model for a trigger and has it stored. */
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
              Map<String, Object> trainerLog = ended.state().log().orElseThrow();
              run.setInfo(new StageInfo.TrainingInfo(trigger.id(), ended.trainingId(), trainerLog));
              return new Training(ended.trainingId(), -1, ended.state().samplesSeen());
            });
  }

  /** A training that has succeeded. */
  private record Ended(int trainingId, TrainingState state) {}

  /**
   * Trains. A training that writes checkpoints is started again when its server dies or forgets it:
   * it goes on from the newest one.
   */
  private Ended trainToEnd(Trigger trigger, StartTrainingRequest request) {
    long samples = TrainingRequests.samples(request, trigger);
    int trainingId = trainer.start(request);
    for (int starts = 1; ; starts++) {
      try {
        return new Ended(trainingId, awaitCompletion(trigger, trainingId, samples));
      } catch (ModynException e) {
        boolean lost =
            e.category() == ErrorCategory.NOT_FOUND || e.category() == ErrorCategory.UNAVAILABLE;
        if (!lost
            || request.getCheckpointInfo().getCheckpointInterval() == 0
            || starts == MAXIMUM_STARTS) {
          throw e;
        }
        log.warn(
            "The training {} of trigger {} was lost and is started again from its newest"
                + " checkpoint: {}",
            trainingId,
            trigger.id(),
            e.getMessage());
        trainingId = startAgain(request);
      }
    }
  }

  /** Waits for the trainer server, for {@value #RESTART_SECONDS} seconds at most. */
  private int startAgain(StartTrainingRequest request) {
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

  /** With an id of its own, so that it may be sent again without starting a second training. */
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

  private TrainingState awaitCompletion(Trigger trigger, int trainingId, long samples) {
    boolean ended = false;
    try {
      int scale = context.clients().selector().statusBarScale(context.pipelineId());
      context.emit(Messages.trainingCreated(trainingId, samples, scale));
      Polling polling = new Polling(Duration.ofMillis(20), Duration.ofSeconds(1));
      TrainingState state = trainer.status(trainingId);
      while (state.isRunning()) {
        report(trainingId, state);
        polling.pause();
        state = trainer.status(trainingId);
      }
      report(trainingId, state);
      context.emit(Messages.trainingClosed(trainingId));
      ended = true;
      return state;
    } catch (ModynException e) {
      throw e.category() == ErrorCategory.INTERNAL
          ? new ModynException(
              e.category(), "trigger %d: %s".formatted(trigger.id(), e.getMessage()), e)
          : e;
    } finally {
      if (!ended) {
        stop(trainingId);
      }
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

  private void stop(int trainingId) {
    try {
      trainer.stop(trainingId);
    } catch (ModynException e) {
      log.info("Could not stop the training {}: {}", trainingId, e.getMessage());
      log.debug("Could not stop the training {}", trainingId, e);
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
              int modelId = trainer.storeModel(training.trainingId());
              if (context.parameters().config().training().usePreviousModel()) {
                context.state().setPreviousModel(modelId);
              }
              run.setInfo(
                  new StageInfo.StoreModelInfo(trigger.id(), training.trainingId(), modelId));
              return modelId;
            });
  }

  /**
   * A training that is over.
   *
   * @param modelId -1 until the model is stored
   * @param samplesTrained samples that went through the training loop
   */
  record Training(int trainingId, int modelId, long samplesTrained) {
    Training withModel(int newModelId) {
      return new Training(trainingId, newModelId, samplesTrained);
    }
  }
}
