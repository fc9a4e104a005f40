package org.modyn.cli.dataset;

import java.nio.file.Path;
import org.modyn.common.config.schema.Discriminator;

/**
 * Makes the files of a dataset from a source as it was published: the section {@code preparation}
 * of a dataset file.
 *
 * <p>To add one, write its record, whose components are its options, and permit it here. The files
 * must be the same for the same source and options, bytes and modification times: a preparation
 * that was cut off is simply done again.
 */
@Discriminator("name")
public sealed interface DatasetPreparation
    permits FlightsPreparation, MnistPreparation, CsvPreparation {
  /** The file or folder to prepare, relative to the dataset file. */
  String source();

  /**
   * Where the source is.
   *
   * @param file the dataset file
   */
  default Path sourceBeside(Path file) {
    return file.toAbsolutePath().resolveSibling(source()).normalize();
  }

  /** What the files depend on besides the source: the name of the preparation and its options. */
  String description();

  /**
   * Writes all files, each complete from the moment it has its name.
   *
   * @param source an existing file or folder
   * @param directory an existing directory for the dataset's files
   * @return how many samples were written
   * @throws org.modyn.common.error.ModynException INVALID_ARGUMENT when the source is not what it
   *     should be, with file and line
   */
  long prepare(Path source, Path directory);
}
