package org.modyn.selector.sampling;

import static java.util.Objects.requireNonNull;

import org.modyn.selector.seen.ColumnCursor;

/** Selects samples by a condition on their timestamps. */
public final class TimestampSampler implements Sampler {
  private final ColumnCursor timestamps;
  private final Condition condition;
  private long[] batch = new long[0];
  private int index;
  private long position;

  /** A condition, evaluated for every sample in order of arrival. */
  @FunctionalInterface
  public interface Condition {
    boolean isMet(long position, long timestamp);
  }

  /**
   * @param timestamps the timestamps of the samples; closed with this sampler
   * @param firstPosition the position of the first sample
   */
  public TimestampSampler(ColumnCursor timestamps, long firstPosition, Condition condition) {
    this.timestamps = requireNonNull(timestamps, "timestamps is null");
    this.position = firstPosition;
    this.condition = requireNonNull(condition, "condition is null");
  }

  /** Selects the samples whose race times are the smallest. */
  public static Condition smallest(ExponentialRace race, SmallestValues.Threshold threshold) {
    return new Condition() {
      private long ties = threshold.ties();

      @Override
      public boolean isMet(long position, long timestamp) {
        long time = race.time(position, timestamp);
        return time < threshold.value() || (time == threshold.value() && ties-- > 0);
      }
    };
  }

  @Override
  public void advance(int count) {
    if (batch.length < count) {
      batch = new long[count];
    }
    timestamps.read(batch, 0, count);
    index = 0;
  }

  @Override
  public boolean isSelected() {
    return condition.isMet(position++, batch[index++]);
  }

  @Override
  public boolean isDone() {
    return false;
  }

  @Override
  public void close() {
    timestamps.close();
  }
}
