package org.modyn.selector.seen;

import org.modyn.common.error.ModynException;

/**
 * Where the samples that one pipeline has seen are kept. Everything that strategies need is a scan
 * over a range of positions, so that every strategy works on every backend.
 *
 * <p>Not for several threads at once: {@link org.modyn.selector.pipeline.Pipeline} holds the
 * pipeline's lock around every call and every cursor.
 */
public sealed interface StorageBackend extends AutoCloseable
    permits LocalStorageBackend, DatabaseStorageBackend {
  /** Returns how many samples the pipeline has seen, which is the next sample's position. */
  long count();

  /**
   * Returns the position of the first sample seen in {@code triggerId} or later; {@link #count()}
   * when there is none.
   */
  long startOfTrigger(int triggerId);

  /**
   * Adds samples, all or none of them; they are on disk when this returns.
   *
   * @param triggerId the trigger in whose training set they can be first; never less than at the
   *     call before
   * @throws ModynException INTERNAL or UNAVAILABLE when they cannot be written; then none was
   *     added, or {@link #count} tells that all were
   */
  void append(int triggerId, SeenSamples samples);

  /**
   * Takes back what was added last, so that {@code count} samples remain.
   *
   * @param count what {@link #count} was between two calls of {@link #append}
   */
  void truncate(long count);

  /**
   * Opens a column's values at the positions {@code from} (inclusive) to {@code to} (exclusive).
   */
  ColumnCursor read(Column column, long from, long to);

  @Override
  void close();
}
