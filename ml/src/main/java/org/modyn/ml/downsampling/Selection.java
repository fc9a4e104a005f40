package org.modyn.ml.downsampling;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.modyn.ml.downsampling.search.Permutations;

/**
 * Selected rows in training order, and their weights. Takes 8 bytes per selected sample. Owns its
 * arrays: callers do not change them.
 *
 * @param rows indexes of {@link Candidates}, each at most once
 * @param weights one for each row: finite, at least 0
 */
public record Selection(int[] rows, float[] weights) {
  public Selection {
    requireNonNull(rows, "rows is null");
    if (rows.length != weights.length) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d rows, but %d weights", rows.length, weights.length));
    }
  }

  /** A selection in which every sample has the weight 1. */
  public static Selection unweighted(int[] rows) {
    float[] weights = new float[rows.length];
    Arrays.fill(weights, 1);
    return new Selection(rows, weights);
  }

  /** Returns the same samples in an order in which each permutation is equally likely. */
  public Selection shuffled(RandomGenerator random) {
    int[] order = Permutations.random(rows.length, random);
    int[] shuffledRows = new int[rows.length];
    float[] shuffledWeights = new float[rows.length];
    for (int index = 0; index < order.length; index++) {
      shuffledRows[index] = rows[order[index]];
      shuffledWeights[index] = weights[order[index]];
    }
    return new Selection(shuffledRows, shuffledWeights);
  }

  /** The number of selected samples. */
  public int size() {
    return rows.length;
  }
}
