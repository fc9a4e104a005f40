package org.modyn.cli.dataset;

import java.nio.file.Path;

/**
 * Makes the files of a dataset from a source file as it was published.
 *
 * <p>To add one, implement this and name it in {@link DatasetPreparations}. The files must be the
 * same for the same source, bytes and modification times: a preparation that was cut off is simply
 * done again.
 */
public interface DatasetPreparation {
  /** What {@code preparation.name} in a dataset file calls it. */
  String name();

  /**
   * Writes all files, each complete from the moment it has its name.
   *
   * @param source an existing file
   * @param directory an existing directory for the dataset's files
   * @return how many samples were written
   * @throws org.modyn.common.error.ModynException INVALID_ARGUMENT when the source is not what it
   *     should be, with file and line
   */
  long prepare(Path source, Path directory);
}
