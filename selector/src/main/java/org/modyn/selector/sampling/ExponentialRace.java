package org.modyn.selector.sampling;

import static java.util.Objects.requireNonNull;

import java.util.function.LongConsumer;
import java.util.function.LongToDoubleFunction;
import org.modyn.selector.seen.Column;
import org.modyn.selector.seen.ColumnCursor;
import org.modyn.selector.seen.StorageBackend;
import org.modyn.selector.seen.Tail;

/**
 * Weighted random sampling without replacement from a tail. Each sample gets an arrival time that
 * is exponentially distributed with its weight as the rate; the k samples with the smallest times
 * are a weighted sample of size k without replacement. See Efraimidis and Spirakis, Weighted random
 * sampling with a reservoir, Information Processing Letters 97 (2006).
 *
 * <p>The weight of a sample follows from its value in one column. Times are computed in every scan
 * instead of stored, and handled as logarithms, because those of very small weights would overflow
 * a double.
 */
public final class ExponentialRace {
  private static final int BATCH = 1 << 13;

  private final StorageBackend seen;
  private final Tail tail;
  private final Column column;
  private final CounterBasedRandom random;
  private final LongToDoubleFunction inverseLogarithm;

  /**
   * @param column the column whose values determine the weights
   * @param inverseLogarithm returns, for a value, the natural logarithm of the inverse weight
   */
  public ExponentialRace(
      StorageBackend seen,
      Tail tail,
      Column column,
      CounterBasedRandom random,
      LongToDoubleFunction inverseLogarithm) {
    this.seen = requireNonNull(seen, "seen is null");
    this.tail = requireNonNull(tail, "tail is null");
    this.column = requireNonNull(column, "column is null");
    this.random = requireNonNull(random, "random is null");
    this.inverseLogarithm = requireNonNull(inverseLogarithm, "inverseLogarithm is null");
  }

  /**
   * Finds the k smallest times.
   *
   * @param k from 1 to the number of samples
   * @param maximumHeld the maximum number of times to hold in memory
   */
  public SmallestValues.Threshold find(long k, int maximumHeld) {
    return SmallestValues.find(this::forEachTime, k, maximumHeld);
  }

  private void forEachTime(LongConsumer consumer) {
    long[] batch = new long[BATCH];
    long position = tail.start();
    try (ColumnCursor values = seen.read(column, tail.start(), tail.end())) {
      for (int size = values.read(batch, 0, BATCH); size > 0; size = values.read(batch, 0, BATCH)) {
        for (int index = 0; index < size; index++, position++) {
          consumer.accept(time(position, batch[index]));
        }
      }
    }
  }

  /** Selects the samples with the smallest times, for a scan over the tail. */
  public Sampler select(SmallestValues.Threshold threshold) {
    return new ValueSampler(
        seen.read(column, tail.start(), tail.end()),
        tail.start(),
        new ValueSampler.Condition() {
          private long ties = threshold.ties();

          @Override
          public boolean isMet(long position, long value) {
            long time = time(position, value);
            return time < threshold.value() || (time == threshold.value() && ties-- > 0);
          }
        });
  }

  /** Returns the logarithm of the sample's time, encoded as an integer of the same order. */
  private long time(long position, long value) {
    double logarithm =
        Math.log(-Math.log(random.at(position))) + inverseLogarithm.applyAsDouble(value);
    return ordered(Double.doubleToLongBits(logarithm));
  }

  /** Returns the natural logarithm of the time that a threshold stands for. */
  public static double logarithm(SmallestValues.Threshold threshold) {
    return Double.longBitsToDouble(ordered(threshold.value()));
  }

  /** Its own inverse. */
  private static long ordered(long bits) {
    return bits < 0 ? bits ^ Long.MAX_VALUE : bits;
  }
}
