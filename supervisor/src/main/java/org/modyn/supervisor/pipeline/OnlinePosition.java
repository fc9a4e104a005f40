package org.modyn.supervisor.pipeline;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.modyn.supervisor.data.NewSamples;

/**
 * How far a pipeline that waits for data has read. The storage answers with everything from a
 * timestamp on, so the samples of that very second come again and again: their keys are remembered.
 */
final class OnlinePosition {
  private long timestamp;
  private long[] keysAtTimestamp = {};

  /**
   * @param timestamp where to begin, seconds since 1970, inclusive
   */
  OnlinePosition(long timestamp) {
    this.timestamp = timestamp;
  }

  /** From where on to read, seconds since 1970, inclusive. */
  long timestamp() {
    return timestamp;
  }

  /** The samples that have not been taken yet, which hereby are; in the order of time. */
  NewSamples takeNew(NewSamples arrived) {
    NewSamples samples = arrived.without(keysAtTimestamp).sortedByTimestamp();
    if (!samples.isEmpty()) {
      long last = Math.max(timestamp, samples.lastTimestamp());
      long[] keys = samples.keysAt(last);
      keysAtTimestamp =
          last == timestamp
              ? LongStream.concat(Arrays.stream(keysAtTimestamp), Arrays.stream(keys))
                  .sorted()
                  .toArray()
              : keys;
      timestamp = last;
    }
    return samples;
  }
}
