package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.database.TransientFailures;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.supervisor.client.JobFailedException;
import org.modyn.supervisor.client.TrainerClient;
import org.modyn.supervisor.client.TrainerClient.StartedTraining;
import org.modyn.supervisor.client.TrainerClient.TrainingState;
import org.modyn.supervisor.event.PipelineEvent;
import org.modyn.supervisor.state.Step;
import org.modyn.supervisor.state.StepResult.Trained;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the trainings of one pipeline. */
final class TrainingRunner {
  private static final Logger log = LoggerFactory.getLogger(TrainingRunner.class);

  /** Ends a training that kills its server each time. */
  private static final int MAXIMUM_STARTS = 10;

  private final PipelineContext context;
  private final TrainerClient trainer;
  private final TrainingRequests requests;
  private final BooleanSupplier isSuspended;

  /**
   * @param isSuspended returns whether an interrupt of the thread leaves the training running
   */
  TrainingRunner(PipelineContext context, BooleanSupplier isSuspended) {
    this.context = requireNonNull(context, "context is null");
    this.trainer = context.clients().trainer();
    this.requests = new TrainingRequests(context.pipelineId(), context.parameters().config());
    this.isSuspended = requireNonNull(isSuspended, "isSuspended is null");
  }

  /**
   * Starts the training of a trigger, unless it runs already, and waits for its end. If the trainer
   * server was restarted, the training is started again; it resumes from its newest checkpoint if
   * there is one.
   *
   * @throws ModynException UNAVAILABLE when the trainer server, or a server that it needs, cannot
   *     be reached; the category of the training's failure otherwise, with the {@link
   *     org.modyn.common.error.machine.MachineFault} that it met
   */
  Trained train(Step.Train step) {
    StartTrainingRequest request = request(step);
    for (int starts = 1; ; starts++) {
      StartedTraining training = trainer.start(request);
      try {
        TrainingState state = awaitCompletion(step, training, request);
        Map<String, Object> trainerLog = state.log().orElseThrow();
        return new Trained(training.id(), state.samplesSeen(), trainerLog);
      } catch (JobFailedException e) {
        throw new ModynException(
            e.category(),
            String.format(Locale.ROOT, "trigger %d: %s", step.triggerId(), e.getMessage()),
            e);
      } catch (ModynException e) {
        if (e.category() != ErrorCategory.NOT_FOUND || starts == MAXIMUM_STARTS) {
          stopUnlessResumed(training, e);
          throw e;
        }
        log.warn(
            "Training {} of trigger {} was lost and is started again: {}",
            training.id(),
            step.triggerId(),
            e.getMessage());
      }
    }
  }

  private StartTrainingRequest request(Step.Train step) {
    return requests
        .create(
            step.triggerId(),
            step.triggersBefore(),
            step.previousModel().map(OptionalInt::of).orElseGet(OptionalInt::empty))
        .toBuilder()
        .setRequestId(RequestIds.training(context.parameters(), step.triggerId(), step.attempt()))
        .build();
  }

  private TrainingState awaitCompletion(
      Step.Train step, StartedTraining training, StartTrainingRequest request) {
    try {
      int scale =
          context.clients().selector().statusBarScale(context.pipelineId(), step.triggerId());
      context.emit(
          new PipelineEvent.TrainingStarted(
              training.id(), TrainingRequests.samples(request, step.trainingSetSize()), scale));
      return trainer.await(training, state -> report(training.id(), state));
    } finally {
      context.emit(new PipelineEvent.TrainingEnded(training.id()));
    }
  }

  private void report(int trainingId, TrainingState state) {
    if (state.isProgressKnown()) {
      context.emit(
          new PipelineEvent.TrainingAdvanced(
              trainingId,
              state.samplesSeen(),
              state.downsamplingSamplesSeen(),
              state.isTraining(),
              state.measures()));
    }
  }

  /** Stops a training that nobody waits for any longer. */
  private void stopUnlessResumed(StartedTraining training, ModynException failure) {
    boolean isResumed =
        TransientFailures.in(failure).isPresent()
            || (failure.category() == ErrorCategory.CANCELLED && isSuspended.getAsBoolean());
    if (isResumed) {
      return;
    }
    try {
      trainer.stop(training);
    } catch (ModynException e) {
      log.info("Could not stop the training {}: {}", training.id(), e.getMessage());
      log.debug("Could not stop the training {}", training.id(), e);
    }
  }

  /** Returns the id of the model that is stored; empty when the training is lost. */
  OptionalInt store(Step.Store step) {
    String requestId = RequestIds.training(context.parameters(), step.triggerId(), step.attempt());
    OptionalInt stored = OptionalInt.empty();
    String reason = "the trainer server does not have it";
    try {
      stored = trainer.storeModel(new StartedTraining(step.trainingId(), requestId));
    } catch (ModynException e) {
      if (e.category() != ErrorCategory.NOT_FOUND) {
        throw e;
      }
      reason = e.getMessage();
    }
    if (stored.isEmpty()) {
      log.warn("The model of training {} was lost; training again: {}", step.trainingId(), reason);
    }
    return stored;
  }
}
