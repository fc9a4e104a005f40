package org.modyn.supervisor.client;

/**
 * How far a pipeline that waits for data has read: the storage's ingest position of the next
 * sample. It grows with each sample that is ingested, however old the sample's timestamp is. Not
 * for concurrent use.
 */
public final class IngestCursor {
  private long position;

  /**
   * @param position of the first sample to read
   */
  public IngestCursor(long position) {
    this.position = position;
  }

  public long position() {
    return position;
  }

  /** Moves the cursor behind samples that were processed. */
  void advance(long next) {
    if (next < position) {
      throw new IllegalArgumentException(
          "the ingest position %d is before the cursor, which is at %d".formatted(next, position));
    }
    position = next;
  }
}
