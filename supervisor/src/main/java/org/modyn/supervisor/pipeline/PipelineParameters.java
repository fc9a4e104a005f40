package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.common.config.pipeline.PipelineConfig;

/**
 * What a pipeline was started with. Times are seconds since 1970.
 *
 * @param startTimestamp the storage's time when the pipeline was started
 * @param startReplayAt where the replay of data begins, inclusive; empty: wait for new data
 * @param stopReplayAt where it ends, inclusive; empty: with the data
 * @param maximumTriggers after how many triggers to stop; empty: never
 * @param selectorBatchSize samples that the triggering policy looks at together
 */
record PipelineParameters(
    int pipelineId,
    PipelineConfig config,
    long startTimestamp,
    Optional<Integer> startReplayAt,
    Optional<Integer> stopReplayAt,
    Optional<Integer> maximumTriggers,
    int selectorBatchSize) {

  PipelineParameters {
    requireNonNull(config, "config is null");
    requireNonNull(startReplayAt, "startReplayAt is null");
    requireNonNull(stopReplayAt, "stopReplayAt is null");
    requireNonNull(maximumTriggers, "maximumTriggers is null");
    if (selectorBatchSize < 1) {
      throw new IllegalArgumentException("selectorBatchSize is " + selectorBatchSize);
    }
  }

  String datasetId() {
    return config.data().datasetId();
  }
}
