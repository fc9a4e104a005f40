package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalInt;
import org.modyn.common.error.ModynException;
import org.modyn.common.logging.LogContext;
import org.modyn.supervisor.event.PipelineEvent;
import org.modyn.supervisor.state.CompletedStep;
import org.modyn.supervisor.state.PipelinePosition;
import org.modyn.supervisor.state.PipelineStateMachine;
import org.modyn.supervisor.state.Step;
import org.modyn.supervisor.state.StepResult;
import org.modyn.supervisor.state.Transition;

/**
 * Runs a pipeline: runs the step of its position, asks the state machine for the next position,
 * stores it, and so on. Not thread safe.
 */
final class PipelineDriver {
  private final PipelineContext context;
  private final PipelineStateMachine machine;
  private final StepRunner steps;
  private final TriggerTraces traces;

  PipelineDriver(PipelineContext context, StepRunner steps) {
    this.context = requireNonNull(context, "context is null");
    this.machine = new PipelineStateMachine(context.parameters());
    this.steps = requireNonNull(steps, "steps is null");
    this.traces = new TriggerTraces(context.tracer(), context.pipelineId());
  }

  /**
   * Starts a pipeline.
   *
   * @return the position after its last step but {@link Step.Finish}
   * @throws ModynException when anything fails, or the thread is interrupted
   */
  PipelinePosition start(PipelinePosition initial) {
    Transition first = machine.begin(initial, now());
    publish(first);
    return run(first.position());
  }

  /** Continues a pipeline; as {@link #start}. */
  PipelinePosition run(PipelinePosition stored) {
    try {
      return runSteps(stored);
    } finally {
      traces.close();
      steps.forget();
    }
  }

  private PipelinePosition runSteps(PipelinePosition stored) {
    PipelinePosition position = stored;
    Step step = machine.step(position);
    while (!(step instanceof Step.Finish)) {
      Step next = step;
      PipelinePosition current = position;
      CompletedStep completed = traces.run(step, () -> runLogging(next, current));
      Transition transition = machine.next(position, completed);
      publish(transition);
      reportProgress(position, transition.position());
      position = transition.position();
      step = transition.step();
    }
    context.store().flush();
    return position;
  }

  private CompletedStep runLogging(Step step, PipelinePosition position) {
    OptionalInt trigger = step.trigger();
    if (trigger.isEmpty()) {
      return run(step, position);
    }
    try (LogContext.Scope _ = LogContext.with(LogContext.TRIGGER, trigger.getAsInt())) {
      return run(step, position);
    }
  }

  private CompletedStep run(Step step, PipelinePosition position) {
    return context
        .patience()
        .call(
            () -> {
              long start = now();
              long startNanos = System.nanoTime();
              StepResult result = steps.run(step, position);
              return new CompletedStep(result, start, System.nanoTime() - startNanos);
            },
            steps::forget);
  }

  private void publish(Transition transition) {
    context.store().add(transition);
    transition.events().forEach(context::emit);
  }

  private void reportProgress(PipelinePosition before, PipelinePosition after) {
    if (after.data().samplesProcessed() != before.data().samplesProcessed()) {
      context.emit(
          new PipelineEvent.DataAdvanced(
              after.data().samplesProcessed(),
              after.data().lastTimestampSent(),
              steps.triggerProgress(),
              after.data().totalSamples()));
    }
  }

  /** Returns the time in microseconds since 1970. */
  private static long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}
