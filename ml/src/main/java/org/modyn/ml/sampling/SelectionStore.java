package org.modyn.ml.sampling;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.trainingset.PartitionId;

/**
 * Where a training keeps the samples that it has selected: a directory of its own, which may be
 * deleted when the training has ended.
 *
 * @param directory is created when it is needed
 * @param maximumKeysInMemory the maximum size of a partition, in samples
 */
public record SelectionStore(
    Path directory, int pipelineId, int triggerId, int maximumKeysInMemory) {
  public SelectionStore {
    requireNonNull(directory, "directory is null");
    if (maximumKeysInMemory < 1) {
      throw new IllegalArgumentException("maximumKeysInMemory is " + maximumKeysInMemory);
    }
  }

  PartitionId partition(int index) {
    return new PartitionId(pipelineId, triggerId, 0, index);
  }

  Path file(int partition) {
    return directory.resolve(partition + ".training-set");
  }

  /** Creates the directory if it does not exist. */
  void create() {
    DurableFiles.createDirectories(directory);
  }

  /** Deletes all selected samples. */
  void clear() {
    DurableFiles.deleteRecursively(directory);
  }
}
