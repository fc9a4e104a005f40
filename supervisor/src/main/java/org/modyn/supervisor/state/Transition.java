package org.modyn.supervisor.state;

import java.util.List;
import org.modyn.supervisor.evaluation.TrainedModel;
import org.modyn.supervisor.event.PipelineEvent;
import org.modyn.supervisor.log.StageLog;

/**
 * What follows from a step: the next position and step, and the records that are stored with the
 * position.
 *
 * @param log runs of stages that have ended
 * @param models models that were stored
 * @param commit when the position has to be stored
 */
public record Transition(
    PipelinePosition position,
    Step step,
    List<StageLog> log,
    List<PipelineEvent> events,
    List<TrainedModel> models,
    Commit commit) {
  public Transition {
    log = List.copyOf(log);
    events = List.copyOf(events);
    models = List.copyOf(models);
  }

  /** When a position has to be stored. */
  public enum Commit {
    /** Not for its own sake: the step that led to it has read only, or is cheap to repeat. */
    WITH_NEXT,
    /**
     * Soon. If the process dies before, the samples since the last stored position are sent to the
     * selector again, which ignores them.
     */
    SOON,
    /** Before the next step, because the step that led to it was expensive. */
    NOW
  }
}
