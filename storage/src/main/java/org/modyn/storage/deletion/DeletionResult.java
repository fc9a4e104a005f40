package org.modyn.storage.deletion;

import java.util.List;

/**
 * The result of deleting samples or a dataset.
 *
 * @param found whether there was something to delete
 * @param leftFiles paths of files without samples that were not removed, because they changed after
 *     they were ingested
 */
public record DeletionResult(boolean found, List<String> leftFiles) {
  static final DeletionResult NOTHING = new DeletionResult(false, List.of());

  public DeletionResult {
    leftFiles = List.copyOf(leftFiles);
  }
}
