package org.modyn.supervisor.drift.learning;

import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A split of two windows into folds of about equal size, each with the windows in the proportion of
 * their sizes: scikit-learn's {@code StratifiedKFold(shuffle=True)} with the same seed. O(n) time.
 */
public final class StratifiedFolds {
  private final int[] foldOfSample;
  private final int count;

  private StratifiedFolds(int[] foldOfSample, int count) {
    this.foldOfSample = foldOfSample;
    this.count = count;
  }

  /**
   * Splits windows; the samples of the second follow those of the first.
   *
   * @param folds number of folds, at least 2, and at most the size of the larger window
   * @param seed of which the lower 32 bits are used
   */
  public static StratifiedFolds of(int firstSize, int secondSize, int folds, long seed) {
    if (folds < 2 || folds > Math.max(firstSize, secondSize)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%d folds of %d and %d samples", folds, firstSize, secondSize));
    }
    MersenneTwister random = new MersenneTwister(seed);
    int[] foldOfSample = new int[firstSize + secondSize];
    assign(foldOfSample, 0, firstSize, folds, random);
    assign(foldOfSample, firstSize, foldOfSample.length, folds, random);
    return new StratifiedFolds(foldOfSample, folds);
  }

  /** Returns the number of folds. */
  public int count() {
    return count;
  }

  /** Returns the samples in a fold, in ascending order. */
  public int[] inside(int fold) {
    return IntStream.range(0, foldOfSample.length)
        .filter(sample -> foldOfSample[sample] == fold)
        .toArray();
  }

  /** Returns the samples in all other folds, in ascending order. */
  public int[] outside(int fold) {
    return IntStream.range(0, foldOfSample.length)
        .filter(sample -> foldOfSample[sample] != fold)
        .toArray();
  }

  /** Each fold gets every {@code folds}-th sample, counted over both windows, in random order. */
  private static void assign(
      int[] foldOfSample, int start, int end, int folds, MersenneTwister random) {
    int[] assigned = IntStream.range(start, end).map(sample -> sample % folds).sorted().toArray();
    random.shuffle(assigned);
    System.arraycopy(assigned, 0, foldOfSample, start, assigned.length);
  }
}
