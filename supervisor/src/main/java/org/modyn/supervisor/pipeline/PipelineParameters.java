package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.common.config.pipeline.PipelineConfig;

/**
 * The parameters that a pipeline was started with. Times are seconds since 1970.
 *
 * @param startPosition the storage's ingest position when the pipeline was started; without a
 *     replay the pipeline reads from there
 * @param startReplayAt the start of the replay, inclusive; empty means to wait for new data
 * @param stopReplayAt the end of the replay, inclusive; empty means the end of the data
 * @param maximumTriggers the number of triggers after which to stop; empty means no limit
 * @param selectorBatchSize the number of samples that the triggering policy evaluates at a time
 */
record PipelineParameters(
    int pipelineId,
    PipelineConfig config,
    long startPosition,
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
