package org.modyn.selector.sampling;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/**
 * Selects a given number of samples of each stratum; every subset of that size is equally likely.
 * Selection sampling in each stratum: Algorithm S in Knuth, The Art of Computer Programming, volume
 * 2, section 3.4.2. Uses constant memory.
 */
public final class StratifiedSampler implements Sampler {
  private final Strata strata;
  private final RandomGenerator random;
  private final LongConsumer selected;
  private final long[] unseen;
  private final long[] missing;
  private int[] groups = new int[0];
  private int index;
  private long position;
  private long left;

  /**
   * @param firstPosition the position of the first sample
   * @param strata the strata of the samples; closed with this sampler
   * @param available the number of samples in each stratum
   * @param quotas the number of samples to select in each stratum; at most {@code available}
   * @param limit the total number of samples after which to stop
   * @param selected is called with the position of each selected sample
   */
  public StratifiedSampler(
      long firstPosition,
      Strata strata,
      long[] available,
      long[] quotas,
      long limit,
      RandomGenerator random,
      LongConsumer selected) {
    this.position = firstPosition;
    this.strata = requireNonNull(strata, "strata is null");
    this.unseen = available.clone();
    this.missing = quotas.clone();
    this.left = Math.min(limit, Arrays.stream(quotas).sum());
    this.random = requireNonNull(random, "random is null");
    this.selected = requireNonNull(selected, "selected is null");
  }

  /** Selects {@code size} samples uniformly. */
  public static StratifiedSampler uniform(long available, long size, RandomGenerator random) {
    return new StratifiedSampler(
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
  public boolean isSelected() {
    int group = groups[index++];
    boolean isSelected = missing[group] > 0 && random.nextLong(unseen[group]) < missing[group];
    if (isSelected) {
      selected.accept(position);
      missing[group]--;
      left--;
    }
    unseen[group]--;
    position++;
    return isSelected;
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
