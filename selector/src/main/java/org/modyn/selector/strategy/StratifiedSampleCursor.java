package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.modyn.selector.seen.ColumnCursor;

/**
 * Passes on a number of keys of each group, each subset of that size with equal probability, in
 * their order. One scan and constant memory, whatever the sizes: selection sampling in every group,
 * Algorithm S in Knuth, The Art of Computer Programming, volume 2, section 3.4.2.
 */
final class StratifiedSampleCursor implements ColumnCursor {
  private static final int BATCH = 1 << 13;

  private final ColumnCursor keys;
  private final Strata strata;
  private final RandomGenerator random;
  private final LongConsumer chosen;
  private final long[] unseen;
  private final long[] missing;
  private final long[] batch = new long[BATCH];
  private final int[] groups = new int[BATCH];
  private int batchSize;
  private int batchIndex;
  private long position;
  private long left;

  /**
   * @param keys closed with this cursor
   * @param firstPosition of the keys
   * @param strata the groups of the keys; closed with this cursor
   * @param available how many keys each group has
   * @param quotas how many keys of each group to pass on; at most {@code available}
   * @param limit after how many keys in all to stop
   * @param chosen gets the positions of the keys that were passed on
   */
  StratifiedSampleCursor(
      ColumnCursor keys,
      long firstPosition,
      Strata strata,
      long[] available,
      long[] quotas,
      long limit,
      RandomGenerator random,
      LongConsumer chosen) {
    this.keys = requireNonNull(keys, "keys is null");
    this.position = firstPosition;
    this.strata = requireNonNull(strata, "strata is null");
    this.unseen = available.clone();
    this.missing = quotas.clone();
    this.left = Math.min(limit, Arrays.stream(quotas).sum());
    this.random = requireNonNull(random, "random is null");
    this.chosen = requireNonNull(chosen, "chosen is null");
  }

  /** A sample of one group, of which nothing is remembered. */
  static StratifiedSampleCursor uniform(
      ColumnCursor keys, long available, long size, RandomGenerator random) {
    return new StratifiedSampleCursor(
        keys,
        0,
        Strata.single(),
        new long[] {available},
        new long[] {size},
        size,
        random,
        position -> {});
  }

  @Override
  public int read(long[] target, int offset, int length) {
    int copied = 0;
    while (copied < length && left > 0) {
      if (batchIndex == batchSize) {
        nextBatch();
      }
      int group = groups[batchIndex];
      if (missing[group] > 0 && random.nextLong(unseen[group]) < missing[group]) {
        target[offset + copied] = batch[batchIndex];
        chosen.accept(position);
        copied++;
        missing[group]--;
        left--;
      }
      unseen[group]--;
      batchIndex++;
      position++;
    }
    return copied;
  }

  private void nextBatch() {
    batchSize = keys.read(batch, 0, BATCH);
    if (batchSize == 0) {
      throw new IllegalStateException(
          "there are %d keys less than the groups were said to have".formatted(left));
    }
    strata.read(groups, batchSize);
    batchIndex = 0;
  }

  @Override
  public void close() {
    try (keys) {
      strata.close();
    }
  }
}
