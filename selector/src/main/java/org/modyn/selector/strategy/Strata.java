package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.modyn.selector.position.PositionSet;
import org.modyn.selector.seen.ColumnCursor;

/**
 * Divides consecutive samples into groups, numbered from 0, of which a sample is drawn separately.
 * To be read once, from the first position to the last. For one thread.
 */
interface Strata extends AutoCloseable {
  /** Puts the groups of the next {@code count} samples into {@code target}. */
  void read(int[] target, int count);

  @Override
  void close();

  /** All samples are one group. */
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

  /** Samples outside of a set are group 0, those in it are group 1. */
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
   * Consecutive ranges of positions are groups.
   *
   * @param ends where each range ends, ascending; the first begins at {@code from}
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
   * Samples of the same label are a group.
   *
   * @param labels of the samples; closed with the strata
   * @param groups knows every label
   */
  static Strata labels(ColumnCursor labels, LabelGroups groups) {
    requireNonNull(groups, "groups is null");
    return new Strata() {
      private long[] batch = new long[0];

      @Override
      public void read(int[] target, int count) {
        if (batch.length < count) {
          batch = new long[count];
        }
        labels.read(batch, 0, count);
        for (int index = 0; index < count; index++) {
          target[index] = groups.of(batch[index]);
        }
      }

      @Override
      public void close() {
        labels.close();
      }
    };
  }
}
