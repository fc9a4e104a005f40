package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/**
 * Chooses a number of samples of each group, each subset of that size with equal probability:
 * selection sampling in every group, Algorithm S in Knuth, The Art of Computer Programming, volume
 * 2, section 3.4.2. Constant memory, whatever the sizes.
 */
final class StratifiedChooser implements Chooser {
  private final Strata strata;
  private final RandomGenerator random;
  private final LongConsumer chosen;
  private final long[] unseen;
  private final long[] missing;
  private int[] groups = new int[0];
  private int index;
  private long position;
  private long left;

  /**
   * @param firstPosition of the samples to choose from
   * @param strata their groups; closed with this chooser
   * @param available how many samples each group has
   * @param quotas how many of each group to choose; at most {@code available}
   * @param limit after how many samples in all to stop
   * @param chosen gets the positions of the samples that were chosen
   */
  StratifiedChooser(
      long firstPosition,
      Strata strata,
      long[] available,
      long[] quotas,
      long limit,
      RandomGenerator random,
      LongConsumer chosen) {
    this.position = firstPosition;
    this.strata = requireNonNull(strata, "strata is null");
    this.unseen = available.clone();
    this.missing = quotas.clone();
    this.left = Math.min(limit, Arrays.stream(quotas).sum());
    this.random = requireNonNull(random, "random is null");
    this.chosen = requireNonNull(chosen, "chosen is null");
  }

  /** One group, of which nothing is remembered. */
  static StratifiedChooser uniform(long available, long size, RandomGenerator random) {
    return new StratifiedChooser(
        0,
        Strata.single(),
        new long[] {available},
        new long[] {size},
        size,
        random,
        position -> {});
  }

  @Override
  public void advance(int count) {
    if (groups.length < count) {
      groups = new int[count];
    }
    strata.read(groups, count);
    index = 0;
  }

  @Override
  public boolean isChosen() {
    int group = groups[index++];
    boolean isChosen = missing[group] > 0 && random.nextLong(unseen[group]) < missing[group];
    if (isChosen) {
      chosen.accept(position);
      missing[group]--;
      left--;
    }
    unseen[group]--;
    position++;
    return isChosen;
  }

  @Override
  public boolean isDone() {
    return left == 0;
  }

  @Override
  public void close() {
    strata.close();
  }
}
