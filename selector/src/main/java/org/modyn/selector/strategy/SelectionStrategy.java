package org.modyn.selector.strategy;

import java.util.random.RandomGenerator;
import org.modyn.common.config.pipeline.SelectionStrategyConfig;
import org.modyn.selector.position.StrategyMemory;
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
   * @param memory what the strategy left for this trigger; gets what it leaves for the next one,
   *     complete after the last partition. Stays open until then
   */
  ShuffledPartitions select(
      StorageBackend seen, int triggerId, RandomGenerator random, StrategyMemory memory);

  /** Returns what the pipeline file says of it. */
  SelectionStrategyConfig config();

  /** Returns whether it leaves something for the next trigger; others do not use the memory. */
  default boolean remembers() {
    return false;
  }

  /**
   * Returns the distinct labels that can be in the training set of the last trigger before {@code
   * nextTriggerId}, sorted.
   */
  default long[] availableLabels(StorageBackend seen, int nextTriggerId) {
    return Tail.labels(seen, nextTriggerId, config().tailTriggers());
  }

  /** Returns whether the trainer is to use the weights of the training set. */
  default boolean usesWeights() {
    return config().usesWeights();
  }

  /** Returns whether a trigger's training set has nothing of the triggers before it. */
  default boolean resetsAfterTrigger() {
    return config().tailTriggers().filter(tail -> tail == 0).isPresent();
  }

  /**
   * Returns what the trainer is to do to choose further among the samples of the last trigger
   * before {@code nextTriggerId}.
   */
  default Downsampling downsampling(int nextTriggerId) {
    return Downsampling.none();
  }
}
