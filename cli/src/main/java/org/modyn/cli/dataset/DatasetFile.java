package org.modyn.cli.dataset;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.system.DatasetConfig;

/**
 * The file {@code dataset.yaml} beside a pipeline's: a dataset as it would stand in the system
 * configuration, and how its files are made.
 *
 * @param dataset a {@code base_path} that is not absolute is relative to the state directory
 * @param preparation nothing when the files are there already
 */
@Description("A dataset, and how its files are made")
public record DatasetFile(
    @Description("The dataset, as in the system configuration") DatasetConfig dataset,
    @Description("How the dataset's files are made; none when they are there already")
        Optional<DatasetPreparation> preparation) {
  /** The name it has beside a pipeline file. */
  public static final String NAME = "dataset.yaml";

  public DatasetFile {
    requireNonNull(dataset, "dataset is null");
    requireNonNull(preparation, "preparation is null");
  }
}
