package org.modyn.selector.seen;

import org.modyn.common.error.ModynException;

/**
 * Stores the samples that one pipeline has seen. Strategies access them by scans over ranges of
 * positions only, so every strategy works with every backend.
 *
 * <p>Not thread safe: {@link org.modyn.selector.pipeline.Pipeline} holds the pipeline's lock during
 * every call and for the lifetime of every cursor.
 */
public sealed interface StorageBackend extends AutoCloseable
    permits LocalStorageBackend, DatabaseStorageBackend {
  /** Returns the number of samples that the pipeline has seen, which is the next position. */
  long count();

  /**
   * Returns the position of the first sample seen in {@code triggerId} or later; {@link #count()}
   * when there is none.
   */
  long startOfTrigger(int triggerId);

  /**
   * Appends samples atomically. The samples are durable when this method returns.
   *
   * @param triggerId the first trigger whose training set can contain them; never decreases
   * @throws ModynException INTERNAL or UNAVAILABLE when they cannot be written; {@link #count}
   *     reports whether all of them or none were appended
   */
  void append(int triggerId, SeenSamples samples);

  /**
   * Removes the most recently appended samples, so that {@code count} samples remain.
   *
   * @param count a value that {@link #count} had between two calls of {@link #append}
   */
  void truncate(long count);

  /**
   * Opens a column's values at the positions {@code from} (inclusive) to {@code to} (exclusive).
   */
  ColumnCursor read(Column column, long from, long to);

  @Override
  void close();
}
