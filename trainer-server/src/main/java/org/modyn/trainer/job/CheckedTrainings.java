package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.modyn.proto.trainer.StartTrainingRequest;

/**
 * What the checks of models have found out, for the last {@value #CAPACITY} different trainings
 * without problems. A check makes an outline of the model and runs a forward pass; a pipeline that
 * trains its model again and again needs one. Thread safe.
 */
final class CheckedModels {
  private static final int CAPACITY = 32;

  private final Map<StartTrainingRequest, Memory> memories =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<StartTrainingRequest, Memory> eldest) {
          return size() > CAPACITY;
        }
      };

  /**
   * The memory of a model in a training, in bytes.
   *
   * @param parameters the size of its parameters
   * @param activations those of a batch; 0 if they are not in the memory of this process
   */
  record Memory(long parameters, long activations) {}

  /** Returns the memory of a training that differs from a checked one in nothing that counts. */
  synchronized Optional<Memory> find(StartTrainingRequest request) {
    return Optional.ofNullable(memories.get(key(request)));
  }

  /** Adds a training that has no problems. */
  synchronized void add(StartTrainingRequest request, Memory memory) {
    memories.put(key(request), requireNonNull(memory, "memory is null"));
  }

  /** Removes what differs from trigger to trigger, which the checks of models do not use. */
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
