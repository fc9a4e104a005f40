package org.modyn.modelstorage.strategy;

import org.modyn.common.config.schema.Name;

/** The model that a model is stored as a difference from. */
public enum Reference {
  /**
   * The last one that is stored in full, as in the original: reading a model reads two files,
   * whatever its number, but the differences grow with the distance.
   */
  @Name("last_full")
  LAST_FULL,
  /**
   * The one before: the smallest files, but reading a model reads all files back to the last one
   * that is stored in full.
   */
  @Name("previous")
  PREVIOUS;

  /**
   * The most files that are read for a model; the next one is stored in full. Each takes some
   * megabytes of memory and an open file while the model is read.
   */
  public static final int LONGEST_CHAIN = 50;
}
