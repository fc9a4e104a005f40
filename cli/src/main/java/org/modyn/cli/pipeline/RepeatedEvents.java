package org.modyn.cli.pipeline;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.modyn.proto.supervisor.ModelEvaluated;
import org.modyn.proto.supervisor.PipelineNote;
import org.modyn.proto.supervisor.WatchPipelineResponse;

/**
 * Recognizes the events of a pipeline that a client receives again after a reconnection: stored
 * models, results of evaluations, and durable notes. Memory grows with their number. Not thread
 * safe.
 */
final class RepeatedEvents {
  private final Map<Object, Integer> received = new HashMap<>();
  private final Map<Object, Integer> receivedInConnection = new HashMap<>();

  private record StoredModel(int triggerId) {}

  private record Evaluation(
      String handler, String dataset, int model, long intervalStart, OptionalLong intervalEnd) {}

  /** The next event is the first one of a new connection, which begins with the earlier events. */
  void reconnect() {
    receivedInConnection.clear();
  }

  /**
   * Records an event.
   *
   * @return whether an earlier connection has received it
   */
  boolean isRepeated(WatchPipelineResponse event) {
    Optional<Object> identity = identity(event);
    if (identity.isEmpty()) {
      return false;
    }
    int count = receivedInConnection.merge(identity.get(), 1, Integer::sum);
    if (count <= received.getOrDefault(identity.get(), 0)) {
      return true;
    }
    received.put(identity.get(), count);
    return false;
  }

  private static Optional<Object> identity(WatchPipelineResponse event) {
    return switch (event.getEventCase()) {
      case TRIGGER_COMPLETED ->
          Optional.of(new StoredModel(event.getTriggerCompleted().getTriggerId()));
      case MODEL_EVALUATED -> Optional.of(evaluation(event.getModelEvaluated()));
      case PIPELINE_NOTE ->
          Optional.of(event.getPipelineNote())
              .filter(PipelineNote::getDurable)
              .map(PipelineNote::getText);
      default -> Optional.empty();
    };
  }

  private static Evaluation evaluation(ModelEvaluated event) {
    return new Evaluation(
        event.getEvaluationHandler(),
        event.getDatasetId(),
        event.getModelId(),
        event.getIntervalStart(),
        event.hasIntervalEnd() ? OptionalLong.of(event.getIntervalEnd()) : OptionalLong.empty());
  }
}
