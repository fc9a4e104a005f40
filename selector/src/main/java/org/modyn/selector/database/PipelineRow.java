package org.modyn.selector.database;

import static java.util.Objects.requireNonNull;

/**
 * A registered pipeline.
 *
 * @param selectionStrategy the strategy's configuration as JSON, with every default filled in
 * @param workers the number of workers that a partition is divided among
 * @param seed the seed of the pipeline's random choices, combined with the trigger id
 * @param datasetId the dataset of the samples; empty if unknown
 * @param requestId the id of the request that registered the pipeline; empty if it had none
 */
public record PipelineRow(
    int pipelineId,
    String selectionStrategy,
    int workers,
    long seed,
    String datasetId,
    String requestId) {
  public PipelineRow {
    requireNonNull(selectionStrategy, "selectionStrategy is null");
    requireNonNull(datasetId, "datasetId is null");
    requireNonNull(requestId, "requestId is null");
  }
}
