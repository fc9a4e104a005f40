package org.modyn.selector.sampling;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.modyn.selector.position.PositionSet;
import org.modyn.selector.seen.ColumnCursor;
import org.modyn.selector.seen.LabelDictionary;

/**
 * Assigns consecutive samples to strata, numbered from 0, from each of which a sample is drawn
 * independently. Read once, from the first position to the last. Not thread safe.
 */
public interface Strata extends AutoCloseable {
  /** Writes the strata of the next {@code count} samples to {@code target}. */
  void read(int[] target, int count);

  @Override
  void close();

  /** All samples are in one stratum. */
  static Strata single() {
    return new Strata() {
      @Override
      public void read(int[] target, int count) {
        Arrays.fill(target, 0, count, 0);
      }

      @Override
      public void close() {}
    };
  }

  /** Samples outside a set are in stratum 0, samples in the set are in stratum 1. */
  static Strata membership(PositionSet set, long from) {
    PositionSet.Membership membership = set.membershipFrom(from);
    return new Strata() {
      @Override
      public void read(int[] target, int count) {
        for (int index = 0; index < count; index++) {
          target[index] = membership.next() ? 1 : 0;
        }
      }

      @Override
      public void close() {}
    };
  }

  /**
   * Each of several consecutive ranges of positions is a stratum.
   *
   * @param from the start of the first range
   * @param ends the exclusive ends of the ranges, ascending
   */
  static Strata ranges(long from, long[] ends) {
    return new Strata() {
      private long position = from;
      private int range;

      @Override
      public void read(int[] target, int count) {
        for (int index = 0; index < count; index++, position++) {
          while (position >= ends[range]) {
            range++;
          }
          target[index] = range;
        }
      }

      @Override
      public void close() {}
    };
  }

  /**
   * Samples with the same label are in one stratum.
   *
   * @param labels the labels of the samples; closed with the strata
   * @param dictionary has every label of the range
   */
  static Strata labels(ColumnCursor labels, LabelDictionary dictionary) {
    requireNonNull(dictionary, "dictionary is null");
    return new Strata() {
      private long[] batch = new long[0];

      @Override
      public void read(int[] target, int count) {
        if (batch.length < count) {
          batch = new long[count];
        }
        labels.read(batch, 0, count);
        for (int index = 0; index < count; index++) {
          target[index] = dictionary.idOf(batch[index]);
        }
      }

      @Override
      public void close() {
        labels.close();
      }
    };
  }
}
