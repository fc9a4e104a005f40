package org.modyn.ml.downsampling;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.modyn.ml.random.SplitMix64;

/**
 * Which selection of a training this is. All random choices of a selection derive from it, so that
 * a selection can be repeated after a restart and does not depend on the loader's workers.
 *
 * @param seed of the training
 * @param number from 0; the number of selections before this one
 */
public record SelectionRound(long seed, long number) {
  /** Keeps the seeds of labels apart from other numbers that are derived from the seed. */
  private static final long LABELS = 0x6c6162656c73L;

  /** Returns the generator of this round, in its initial state. */
  public RandomGenerator random() {
    return random(number);
  }

  /**
   * Returns the generator of another round, for a strategy whose choice spans several rounds, in
   * its initial state.
   */
  public RandomGenerator random(long otherNumber) {
    return new SplittableRandom(SplitMix64.mix(seed ^ SplitMix64.mix(otherNumber)));
  }

  /** Returns the round of the selection from one label's samples. */
  public SelectionRound ofLabel(long label) {
    return new SelectionRound(SplitMix64.seed(seed, LABELS, label), number);
  }
}
