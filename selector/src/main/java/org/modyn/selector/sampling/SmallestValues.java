package org.modyn.selector.sampling;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Finds the k smallest of any number of values exactly, without holding them all: a radix selection
 * over several passes. Each pass counts the values by their next 20 bits and narrows the search to
 * the bucket of the k-th smallest value, until that bucket fits into memory. Most inputs take two
 * passes, none more than four; the counters take 8 MiB.
 */
public final class SmallestValues {
  private static final int BITS = 20;

  private SmallestValues() {}

  /** Passes all values to the consumer, the same values on every call. */
  @FunctionalInterface
  public interface Source {
    void forEach(LongConsumer consumer);
  }

  /**
   * Describes which values are the k smallest.
   *
   * @param value the k-th smallest value: all smaller values are included, no larger one is
   * @param ties the number of values equal to it that are included
   */
  public record Threshold(long value, long ties) {
    /** Describes the k - 1 smallest values. */
    public Threshold withoutLast() {
      return new Threshold(value, ties - 1);
    }
  }

  /**
   * Finds the k smallest values, in the order of signed integers.
   *
   * @param k from 1 to the number of values
   * @param maximumHeld the maximum number of values to hold in memory
   */
  public static Threshold find(Source source, long k, int maximumHeld) {
    requireNonNull(source, "source is null");
    long prefix = 0;
    int known = 0;
    long missing = k;
    while (known < Long.SIZE) {
      int bits = Math.min(BITS, Long.SIZE - known);
      long[] counts = count(source, prefix, known, bits);
      int part = 0;
      while (counts[part] < missing) {
        missing -= counts[part];
        part++;
      }
      prefix = (prefix << bits) | part;
      known += bits;
      if (counts[part] <= maximumHeld) {
        return among(collect(source, prefix, known, (int) counts[part]), missing);
      }
    }
    return new Threshold(prefix ^ Long.MIN_VALUE, missing);
  }

  private static long[] count(Source source, long prefix, int known, int bits) {
    long[] counts = new long[1 << bits];
    int shift = Long.SIZE - known - bits;
    source.forEach(
        value -> {
          long unsigned = value ^ Long.MIN_VALUE;
          if (hasPrefix(unsigned, prefix, known)) {
            counts[(int) (unsigned >>> shift) & ((1 << bits) - 1)]++;
          }
        });
    return counts;
  }

  private static long[] collect(Source source, long prefix, int known, int size) {
    long[] values = new long[size];
    int[] next = {0};
    source.forEach(
        value -> {
          if (hasPrefix(value ^ Long.MIN_VALUE, prefix, known)) {
            values[next[0]] = value;
            next[0]++;
          }
        });
    return values;
  }

  private static boolean hasPrefix(long unsigned, long prefix, int known) {
    return known == 0 || unsigned >>> (Long.SIZE - known) == prefix;
  }

  private static Threshold among(long[] values, long k) {
    Arrays.sort(values);
    long value = values[Math.toIntExact(k - 1)];
    long smaller = Arrays.stream(values).takeWhile(other -> other < value).count();
    return new Threshold(value, k - smaller);
  }
}
