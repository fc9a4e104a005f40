package org.modyn.supervisor.drift.statistics;

import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Random divisions of the vectors of two samples into two samples of the same sizes, for
 * permutation tests. Memory: one bit for each vector and permutation.
 */
public final class Permutations {
  private final int count;
  private final int referenceRows;
  private final long[][] words;

  private Permutations(int count, int referenceRows, long[][] words) {
    this.count = count;
    this.referenceRows = referenceRows;
    this.words = words;
  }

  /** No permutations, and no test. */
  public static Permutations none(int referenceRows, int currentRows) {
    return new Permutations(0, referenceRows, new long[referenceRows + currentRows][0]);
  }

  /** Draws permutations; all divisions are equally likely. */
  public static Permutations random(
      int count, int referenceRows, int currentRows, RandomGenerator random) {
    long[][] words = new long[referenceRows + currentRows][Math.ceilDiv(count, Long.SIZE)];
    for (int permutation = 0; permutation < count; permutation++) {
      int needed = referenceRows;
      for (int row = 0; row < words.length; row++) {
        if (random.nextInt(words.length - row) < needed) {
          set(words, row, permutation);
          needed--;
        }
      }
    }
    return new Permutations(count, referenceRows, words);
  }

  /**
   * Returns given permutations.
   *
   * @param references for each permutation the rows of the reference sample
   */
  static Permutations of(int[][] references, int rows) {
    long[][] words = new long[rows][Math.ceilDiv(references.length, Long.SIZE)];
    for (int permutation = 0; permutation < references.length; permutation++) {
      if (references[permutation].length != references[0].length) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "permutations with %d and %d rows of the reference",
                references[0].length,
                references[permutation].length));
      }
      for (int row : references[permutation]) {
        set(words, row, permutation);
      }
    }
    return new Permutations(references.length, references[0].length, words);
  }

  private static void set(long[][] words, int row, int permutation) {
    words[row][permutation / Long.SIZE] |= 1L << permutation;
  }

  /** Returns the number of permutations. */
  public int count() {
    return count;
  }

  /** Returns the number of vectors of both samples. */
  int rows() {
    return words.length;
  }

  /** Returns the number of vectors that a permutation puts into the reference sample. */
  int referenceRows() {
    return referenceRows;
  }

  /** Returns whether a permutation puts a vector into the reference sample. */
  boolean inReference(int permutation, int row) {
    return (words[row][permutation / Long.SIZE] >>> permutation & 1) != 0;
  }
}
