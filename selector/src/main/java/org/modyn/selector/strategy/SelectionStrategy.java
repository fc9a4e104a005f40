package org.modyn.selector.strategy;

import java.util.random.RandomGenerator;
import org.modyn.selector.seen.StorageBackend;

/** Chooses from what a pipeline has seen what it trains on. Holds no state. */
public sealed interface SelectionStrategy permits NewDataStrategy {
  /**
   * Chooses the training set of a trigger.
   *
   * @param seen everything that the pipeline has seen, the trigger's own samples included
   * @param triggerId the trigger, whose samples are the last ones
   * @param random the only source of chance: the same generator chooses the same
   */
  PartitionSource select(StorageBackend seen, int triggerId, RandomGenerator random);

  /**
   * Returns the distinct labels that can be in the training set of the last trigger before {@code
   * nextTriggerId}, sorted.
   */
  long[] availableLabels(StorageBackend seen, int nextTriggerId);

  /** Returns whether the trainer is to use the weights of the training set. */
  boolean usesWeights();

  /** Returns whether a trigger's training set has nothing of the triggers before it. */
  boolean resetsAfterTrigger();

  /** Returns what the trainer is to do to choose further, batch by batch. */
  Downsampling downsampling();
}
