package org.modyn.storage.dataset;

/**
 * A place between two samples in the order of (timestamp, key): after the sample with this
 * timestamp and key, whether or not there is one.
 *
 * @param timestamp seconds since 1970
 */
public record TimePosition(long timestamp, long key) {
  /** Before all samples with a timestamp of at least {@code timestamp}, and after all others. */
  public static TimePosition before(long timestamp) {
    return new TimePosition(timestamp, Long.MIN_VALUE);
  }
}
