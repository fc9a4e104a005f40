package org.modyn.supervisor.state;

/**
 * A sample, by its place in the order of (timestamp, key).
 *
 * @param timestamp seconds since 1970
 */
public record SampleId(long timestamp, long key) implements Comparable<SampleId> {
  @Override
  public int compareTo(SampleId other) {
    int byTimestamp = Long.compare(timestamp, other.timestamp);
    return byTimestamp == 0 ? Long.compare(key, other.key) : byTimestamp;
  }
}
