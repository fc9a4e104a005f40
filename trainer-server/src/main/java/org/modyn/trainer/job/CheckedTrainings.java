package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.modyn.proto.trainer.StartTrainingRequest;

/**
 * The plans of the last {@value #CAPACITY} different trainings without problems. To make their
 * parts, the sections of the request are read, and an outline of the model runs a forward pass; a
 * pipeline that trains its model again and again needs that once. Thread safe.
 */
final class CheckedTrainings {
  private static final int CAPACITY = 32;

  private final Map<StartTrainingRequest, TrainingPlan> trainings =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<StartTrainingRequest, TrainingPlan> eldest) {
          return size() > CAPACITY;
        }
      };

  /**
   * Returns the plan of a checked training that differs in nothing but what a trigger decides: its
   * parts and the sections of its specification are those of the requested training, too.
   */
  synchronized Optional<TrainingPlan> find(StartTrainingRequest request) {
    return Optional.ofNullable(trainings.get(key(request)));
  }

  /** Adds a training that has no problems. */
  synchronized void add(StartTrainingRequest request, TrainingPlan plan) {
    trainings.put(key(request), requireNonNull(plan, "plan is null"));
  }

  /** Removes what differs from trigger to trigger. */
  private static StartTrainingRequest key(StartTrainingRequest request) {
    return request.toBuilder()
        .clearPipelineId()
        .clearTriggerId()
        .clearUsePretrainedModel()
        .clearPretrainedModelId()
        .clearNumSamplesToPass()
        .clearRequestId()
        .build();
  }
}
