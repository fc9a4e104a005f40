package org.modyn.cli.rehearsal;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.modyn.common.error.ModynException;
import org.modyn.proto.supervisor.ModelEvaluated;
import org.modyn.proto.supervisor.WatchPipelineResponse;

/** Counts triggers and evaluations, and collects failures that do not end a pipeline. */
final class RehearsalEvents implements Consumer<WatchPipelineResponse> {
  private static final String NO_DATA = "EMPTY_DATASET";

  private final Set<Integer> models = new HashSet<>();
  private final Set<String> failures = new LinkedHashSet<>();
  private int triggers;
  private int evaluations;
  private int evaluationsWithoutData;

  @Override
  public void accept(WatchPipelineResponse event) {
    if (event.hasTriggerCompleted()) {
      triggers++;
      models.add(event.getTriggerCompleted().getModelId());
    } else if (event.hasModelEvaluated()) {
      evaluated(event.getModelEvaluated());
    }
  }

  private void evaluated(ModelEvaluated evaluation) {
    evaluations++;
    if (!evaluation.hasFailureReason()) {
      return;
    }
    if (evaluation.getFailureReason().equals(NO_DATA)) {
      evaluationsWithoutData++;
    } else {
      failures.add(
          "%s on dataset '%s': %s"
              .formatted(
                  evaluation.getEvaluationHandler(),
                  evaluation.getDatasetId(),
                  evaluation.getFailureReason()));
    }
  }

  /**
   * Returns the result.
   *
   * @param leastTriggers how many triggers must have fired
   * @throws ModynException FAILED_PRECONDITION for a failure that does not end a pipeline
   */
  RehearsalResult result(int leastTriggers, double seconds) {
    if (triggers < leastTriggers) {
      throw ModynException.failedPrecondition(
          "the trigger fired %d times instead of at least %d on the data generated for it",
          triggers, leastTriggers);
    }
    if (!failures.isEmpty()) {
      throw ModynException.failedPrecondition(
          "evaluations failed (a run would continue): %s",
          String.join("; ", List.copyOf(failures)));
    }
    return new RehearsalResult(
        triggers, models.size(), evaluations, evaluationsWithoutData, seconds);
  }
}
