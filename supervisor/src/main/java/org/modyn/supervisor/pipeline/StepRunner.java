package org.modyn.supervisor.pipeline;

import java.util.function.BooleanSupplier;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.event.PipelineEvent.TriggerProgress;
import org.modyn.supervisor.state.PipelinePosition;
import org.modyn.supervisor.state.Step;
import org.modyn.supervisor.state.StepResult;

/** Runs the steps of one pipeline. Not thread safe. */
interface StepRunner {
  /**
   * Runs a step, other than the last one, in a position.
   *
   * @throws ModynException the step is repeated if it is one of {@link
   *     org.modyn.common.error.database.TransientFailures#in}
   */
  StepResult run(Step step, PipelinePosition position);

  /** Forgets all state in memory, so that the next step starts from the position alone. */
  void forget();

  /** Returns the condition of the next trigger. */
  TriggerProgress triggerProgress();

  /** Creates the runner of a pipeline. */
  @FunctionalInterface
  interface Factory {
    /**
     * @param isSuspended returns whether an interrupt of the thread leaves trainings running
     */
    StepRunner create(PipelineContext context, BooleanSupplier isSuspended);
  }
}
