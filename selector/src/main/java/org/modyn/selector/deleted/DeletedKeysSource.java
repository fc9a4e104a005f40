package org.modyn.selector.deleted;

import org.modyn.common.error.ModynException;

/** Knows which samples of a dataset are deleted. */
@FunctionalInterface
public interface DeletedKeysSource {
  /**
   * The keys that have no sample any more.
   *
   * @throws ModynException NOT_FOUND when there is no such dataset; UNAVAILABLE when it cannot be
   *     known now
   */
  DeletedKeys of(String datasetId);
}
