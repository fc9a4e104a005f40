package org.modyn.cli.dataset;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;
import org.modyn.common.config.system.DatasetConfig;

/**
 * A dataset whose files exist.
 *
 * @param dataset with an absolute base path
 * @param samples in all its files; empty when the files were not prepared here
 */
public record PreparedDataset(DatasetConfig dataset, OptionalLong samples) {
  public PreparedDataset {
    requireNonNull(dataset, "dataset is null");
    requireNonNull(samples, "samples is null");
  }
}
