package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.modyn.proto.trainer.StartTrainingRequest;

/**
 * The objects that were made for the last {@value #CAPACITY} different trainings without problems.
 * To make them, the sections of the request are read, and an outline of the model runs a forward
 * pass; a pipeline that trains its model again and again needs that once. Thread safe.
 */
final class CheckedTrainings {
  private static final int CAPACITY = 32;

  private final Map<StartTrainingRequest, TrainingParts> trainings =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<StartTrainingRequest, TrainingParts> eldest) {
          return size() > CAPACITY;
        }
      };

  /** Returns the parts of a training that differs from a checked one in nothing that counts. */
  synchronized Optional<TrainingParts> find(StartTrainingRequest request) {
    return Optional.ofNullable(trainings.get(key(request)));
  }

  /** Adds a training that has no problems. */
  synchronized void add(StartTrainingRequest request, TrainingParts parts) {
    trainings.put(key(request), requireNonNull(parts, "parts is null"));
  }

  /** Removes what differs from trigger to trigger, which the parts do not depend on. */
  private static StartTrainingRequest key(StartTrainingRequest request) {
    return request.toBuilder()
        .clearPipelineId()
        .clearTriggerId()
        .clearUsePretrainedModel()
        .clearLoadOptimizerState()
        .clearPretrainedModelId()
        .clearNumSamplesToPass()
        .clearRequestId()
        .build();
  }
}
