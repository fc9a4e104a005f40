package org.modyn.supervisor.client;

import java.util.Locale;

/**
 * The read position of a pipeline that waits for data: the storage's ingest position of the next
 * sample. Ingest positions increase with each ingested sample, independently of timestamps. Not
 * thread safe.
 */
public final class IngestCursor {
  private long position;

  /**
   * @param position the position of the first sample to read
   */
  public IngestCursor(long position) {
    this.position = position;
  }

  public long position() {
    return position;
  }

  /** Moves the cursor past samples that were processed. */
  void advance(long next) {
    if (next < position) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the ingest position %d is before the cursor, which is at %d",
              next,
              position));
    }
    position = next;
  }
}
