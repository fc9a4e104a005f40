package org.modyn.selector.database;

import static java.util.Objects.requireNonNull;

/**
 * A registered pipeline.
 *
 * @param selectionStrategy the strategy's configuration as JSON, with every default filled in
 * @param workers the number of workers that a partition is divided among
 * @param seed the seed of the pipeline's random choices, combined with the trigger id
 */
public record PipelineRow(int pipelineId, String selectionStrategy, int workers, long seed) {
  public PipelineRow {
    requireNonNull(selectionStrategy, "selectionStrategy is null");
  }
}
