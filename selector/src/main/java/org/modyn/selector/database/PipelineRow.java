package org.modyn.selector.database;

import static java.util.Objects.requireNonNull;

/**
 * A registered pipeline.
 *
 * @param selectionStrategy the strategy's configuration as JSON, with every default filled in
 * @param workers over how many workers a partition is split
 * @param seed of the pipeline's random choices, together with a trigger's id
 */
public record PipelineRow(int pipelineId, String selectionStrategy, int workers, long seed) {
  public PipelineRow {
    requireNonNull(selectionStrategy, "selectionStrategy is null");
  }
}
