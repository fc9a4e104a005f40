package org.modyn.cli.dataset;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.system.DatasetConfig;

/**
 * A dataset file: a dataset, in the form of the system configuration, and optionally how its files
 * are prepared. {@code modyn run} reads {@code dataset.yaml} in the directory of the pipeline file,
 * {@code modyn datasets register} any dataset file.
 *
 * @param dataset a {@code base_path} that is not absolute is relative to the state directory
 * @param preparation empty when the files exist already
 */
@Description("A dataset, and how its files are prepared")
public record DatasetFile(
    @Description("The dataset, as in the system configuration") DatasetConfig dataset,
    @Description("How the dataset's files are prepared; omitted when they exist already")
        Optional<DatasetPreparation> preparation) {
  /** The name of the file in the directory of a pipeline file. */
  public static final String NAME = "dataset.yaml";

  public DatasetFile {
    requireNonNull(dataset, "dataset is null");
    requireNonNull(preparation, "preparation is null");
  }

  /**
   * Reads a dataset file.
   *
   * @throws org.modyn.common.error.ModynException NOT_FOUND without the file; INVALID_ARGUMENT with
   *     all problems, each with its line and column, including a missing source of the preparation
   */
  public static DatasetFile load(Path file) {
    DatasetFile loaded = ConfigLoader.load(file, DatasetFile.class);
    FieldProblems problems = new FieldProblems();
    loaded.preparation().ifPresent(preparation -> loaded.check(preparation, file, problems));
    if (!problems.isEmpty()) {
      ConfigLoader.refuse(file, problems.problems());
    }
    return loaded;
  }

  /** Returns the file of the same dataset with its files in another directory. */
  public DatasetFile withBasePath(String basePath) {
    return new DatasetFile(dataset.withBasePath(basePath), preparation);
  }

  private void check(DatasetPreparation preparation, Path file, FieldProblems problems) {
    if (dataset.folder().isEmpty()) {
      problems.add(
          "preparation",
          "files can only be prepared in local directories, but dataset.base_path is "
              + dataset.basePath());
    }
    Path source = preparation.sourceBeside(file);
    if (!Files.exists(source)) {
      problems.add("preparation.source", "no such file or directory: " + source);
    }
  }
}
