package org.modyn.supervisor.state;

import static java.util.Objects.requireNonNull;

import org.modyn.supervisor.event.PipelineEvent.StageStarted;
import org.modyn.supervisor.log.Stage;
import org.modyn.supervisor.state.PipelinePosition.Page;
import org.modyn.supervisor.state.StepResult.DataArrived;
import org.modyn.supervisor.state.StepResult.Decided;
import org.modyn.supervisor.state.StepResult.Evaluated;
import org.modyn.supervisor.state.StepResult.Fetched;
import org.modyn.supervisor.state.StepResult.Informed;
import org.modyn.supervisor.state.StepResult.Started;
import org.modyn.supervisor.state.StepResult.Stored;
import org.modyn.supervisor.state.StepResult.Trained;
import org.modyn.supervisor.state.StepResult.TrainingLost;
import org.modyn.supervisor.state.StepResult.Triggered;

/**
 * Decides what a pipeline does next. A pure function of the position and the result of the last
 * step: it reads no clock and calls no server. The diagram of states is in the description of the
 * package.
 */
public final class PipelineStateMachine {
  private final PipelineParameters parameters;
  private final TriggerStates triggerStates;
  private final BatchStates batchStates;
  private final PageStates pageStates;

  public PipelineStateMachine(PipelineParameters parameters) {
    this.parameters = requireNonNull(parameters, "parameters is null");
    this.triggerStates = new TriggerStates(parameters);
    this.batchStates = new BatchStates(parameters, triggerStates);
    this.pageStates = new PageStates(parameters, triggerStates, batchStates);
  }

  /** Returns the first transition of a pipeline, at a time in microseconds since 1970. */
  public Transition begin(PipelinePosition initial, long nowMicros) {
    Draft draft = new Draft(initial, nowMicros);
    draft.pass(Stage.INIT);
    draft.enter(Stage.INIT_CLUSTER_CONNECTION);
    draft.emit(StageStarted.of(Stage.INIT_CLUSTER_CONNECTION));
    return toTransition(draft);
  }

  /**
   * Returns what follows from a step.
   *
   * @param position the position that the step was derived from
   * @throws IllegalArgumentException when the result is not one of a step in this position
   */
  public Transition next(PipelinePosition position, CompletedStep completed) {
    Draft draft = new Draft(position, completed.endMicros());
    StepResult result = completed.result();
    if (!(result instanceof Decided)) {
      draft.elapse(completed.nanos(), Stage.EVALUATE_TRIGGER_POLICY);
    }
    switch (result) {
      case Started started -> pageStates.afterStart(draft, started);
      case Fetched fetched -> pageStates.afterFetch(draft, fetched, completed);
      case DataArrived _ -> pageStates.afterArrival(draft);
      case Decided decided -> {
        batchStates.afterDecision(draft, decided, completed);
        continueBatch(draft);
      }
      case Informed informed -> {
        batchStates.afterInform(draft, informed);
        pageStates.afterBatch(draft);
      }
      case Triggered triggered -> {
        triggerStates.afterTrigger(draft, triggered);
        continueUnlessTraining(draft);
      }
      case Trained trained -> triggerStates.afterTraining(draft, trained, completed.nanos());
      case TrainingLost _ -> triggerStates.afterLoss(draft);
      case Stored stored -> {
        triggerStates.afterStore(draft, stored, completed.nanos());
        continueUnlessTraining(draft);
      }
      case Evaluated _ -> afterEvaluation(draft);
    }
    return toTransition(draft);
  }

  private Transition toTransition(Draft draft) {
    return draft.toTransition(step(draft.position()));
  }

  /** Returns the step that a pipeline is at. */
  public Step step(PipelinePosition position) {
    return switch (position.state()) {
      case START -> new Step.Start();
      case FETCH -> new Step.Fetch(position.data().read());
      case AWAIT_DATA -> new Step.AwaitData(((ReadPosition.Follow) position.data().read()).start());
      case DECIDE -> new Step.Decide(undecided(position));
      case INFORM ->
          new Step.Inform(
              position.batch().orElseThrow().size() - position.batch().orElseThrow().sent(),
              position.data().samplesSent());
      case TRIGGER ->
          new Step.Trigger(
              position.trigger().orElseThrow().samples(),
              position.data().samplesSent(),
              position.triggers());
      case TRAIN -> triggerStates.train(position);
      case STORE -> triggerStates.store(position);
      case EVALUATE -> new Step.Evaluate(TriggerStates.model(position.trigger().orElseThrow()));
      case EVALUATE_ALL -> new Step.EvaluateAll();
      case FINISH -> new Step.Finish();
    };
  }

  private int undecided(PipelinePosition position) {
    return position
        .batch()
        .map(batch -> batch.size() - batch.sent())
        .orElseGet(
            () -> {
              Page page = position.page().orElseThrow();
              return Math.min(parameters.selectorBatchSize(), page.size() - page.done());
            });
  }

  private void continueUnlessTraining(Draft draft) {
    if (draft.trigger.isEmpty()) {
      continueBatch(draft);
    }
  }

  private void continueBatch(Draft draft) {
    if (!batchStates.proceed(draft)) {
      pageStates.afterBatch(draft);
    }
  }

  private void afterEvaluation(Draft draft) {
    if (draft.state == State.EVALUATE) {
      triggerStates.afterEvaluation(draft);
      continueBatch(draft);
    } else {
      pageStates.afterPostEvaluation(draft);
    }
  }
}
