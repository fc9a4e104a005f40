package org.modyn.selector.strategy;

import java.util.random.RandomGenerator;
import org.modyn.selector.seen.StorageBackend;

/**
 * Chooses from what a pipeline has seen what it trains on. Holds no state: what it remembers of one
 * trigger it is told at the next.
 */
public sealed interface SelectionStrategy
    permits NewDataStrategy,
        FreshnessSamplingStrategy,
        CoresetStrategy,
        RecencyWeightedStrategy,
        ClassBalancedReservoirStrategy {
  /**
   * Chooses the training set of a trigger.
   *
   * @param seen everything that the pipeline has seen, the trigger's own samples included
   * @param triggerId the trigger, whose samples are the last ones
   * @param random the only source of chance: the same generator chooses the same
   * @param remembered what {@link PartitionSource#remembered} was after the trigger before; empty
   *     at the first one. It is not changed
   */
  PartitionSource select(
      StorageBackend seen, int triggerId, RandomGenerator random, PositionSet remembered);

  /** Returns whether it has to be told at a trigger of what it chose at the one before. */
  boolean remembers();

  /**
   * Returns the distinct labels that can be in the training set of the last trigger before {@code
   * nextTriggerId}, sorted.
   */
  long[] availableLabels(StorageBackend seen, int nextTriggerId);

  /** Returns whether the trainer is to use the weights of the training set. */
  boolean usesWeights();

  /** Returns whether a trigger's training set has nothing of the triggers before it. */
  boolean resetsAfterTrigger();

  /**
   * Returns what the trainer is to do to choose further among the samples of the last trigger
   * before {@code nextTriggerId}.
   */
  Downsampling downsampling(int nextTriggerId);
}
