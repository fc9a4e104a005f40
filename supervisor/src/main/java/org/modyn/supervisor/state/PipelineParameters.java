package org.modyn.supervisor.state;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.common.config.pipeline.PipelineConfig;

/**
 * The parameters that a pipeline was started with, which never change. Times are seconds since
 * 1970.
 *
 * @param runId unique among all pipelines of all databases; part of the ids of requests
 * @param startPosition the storage's ingest position when the pipeline was started; without a
 *     replay the pipeline reads from there
 * @param startReplayAt the start of the replay, inclusive; empty means to wait for new data
 * @param stopReplayAt the end of the replay, inclusive; empty means the end of the data
 * @param maximumTriggers the number of triggers after which to stop; empty means no limit
 * @param selectorBatchSize the number of samples that the triggering policy evaluates at a time
 */
public record PipelineParameters(
    int pipelineId,
    String runId,
    PipelineConfig config,
    long startPosition,
    Optional<Integer> startReplayAt,
    Optional<Integer> stopReplayAt,
    Optional<Integer> maximumTriggers,
    int selectorBatchSize) {

  public PipelineParameters {
    requireNonNull(runId, "runId is null");
    requireNonNull(config, "config is null");
    requireNonNull(startReplayAt, "startReplayAt is null");
    requireNonNull(stopReplayAt, "stopReplayAt is null");
    requireNonNull(maximumTriggers, "maximumTriggers is null");
    if (selectorBatchSize < 1) {
      throw new IllegalArgumentException("selectorBatchSize is " + selectorBatchSize);
    }
  }

  public String datasetId() {
    return config.data().datasetId();
  }

  /** Returns whether the pipeline replays data that is there, instead of waiting for new data. */
  public boolean isReplay() {
    return startReplayAt.isPresent();
  }
}
