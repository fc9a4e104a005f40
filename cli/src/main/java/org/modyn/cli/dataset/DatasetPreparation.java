package org.modyn.cli.dataset;

import java.nio.file.Path;
import org.modyn.common.config.schema.Discriminator;

/**
 * Creates the files of a dataset from a published source: the section {@code preparation} of a
 * dataset file.
 *
 * <p>To add one, write its record, whose components are its options, and permit it here. The same
 * source and options must result in the same files, with the same modification times: an
 * interrupted preparation is repeated from the start.
 */
@Discriminator("name")
public sealed interface DatasetPreparation
    permits FlightsPreparation, MnistPreparation, CsvPreparation {
  /** The file or directory to prepare, relative to the dataset file. */
  String source();

  /**
   * Resolves the location of the source.
   *
   * @param file the dataset file
   */
  default Path sourceBeside(Path file) {
    return file.toAbsolutePath().resolveSibling(source()).normalize();
  }

  /**
   * A description of everything but the source that the files depend on: the name of the
   * preparation and its options.
   */
  String description();

  /**
   * Writes all files. A file gets its final name when it is complete.
   *
   * @param source an existing file or directory
   * @param directory an existing directory for the dataset's files
   * @return how many samples were written
   * @throws org.modyn.common.error.ModynException INVALID_ARGUMENT when the source has another
   *     format, with file and line
   */
  long prepare(Path source, Path directory);
}
