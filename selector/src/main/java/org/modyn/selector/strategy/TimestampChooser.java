package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import org.modyn.selector.seen.ColumnCursor;

/** Chooses samples by their timestamps. */
final class TimestampChooser implements Chooser {
  private final ColumnCursor timestamps;
  private final Condition condition;
  private long[] batch = new long[0];
  private int index;
  private long position;

  /** Asked for every sample, in order. */
  @FunctionalInterface
  interface Condition {
    boolean isMet(long position, long timestamp);
  }

  /**
   * @param timestamps of the samples to choose from; closed with this chooser
   * @param firstPosition of the same samples
   */
  TimestampChooser(ColumnCursor timestamps, long firstPosition, Condition condition) {
    this.timestamps = requireNonNull(timestamps, "timestamps is null");
    this.position = firstPosition;
    this.condition = requireNonNull(condition, "condition is null");
  }

  /** The samples of the smallest values. */
  static Condition smallest(ExponentialRace race, SmallestValues.Threshold threshold) {
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
  public boolean isChosen() {
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
