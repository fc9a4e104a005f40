package org.modyn.supervisor.client;

/** Where a page of a dataset's samples starts, and the order of its samples. */
public sealed interface PageStart {
  /**
   * The first sample in the order of (timestamp, key) from a time on.
   *
   * @param firstTimestamp seconds since 1970, inclusive
   */
  record FromTime(long firstTimestamp) implements PageStart {}

  /**
   * The next sample in the order of (timestamp, key) after the one that was received last.
   *
   * @param timestamp seconds since 1970
   */
  record AfterSample(long timestamp, long key) implements PageStart {}

  /**
   * The first sample in the order of ingest from an ingest position on.
   *
   * @param position inclusive
   */
  record FromPosition(long position) implements PageStart {}
}
