package org.modyn.selector.strategy;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.modyn.common.config.pipeline.selection.SelectionStrategyConfig;
import org.modyn.common.downsampling.DownsamplingSpecification;
import org.modyn.selector.partition.ShuffledPartitions;
import org.modyn.selector.position.StrategyState;
import org.modyn.selector.seen.StorageBackend;
import org.modyn.selector.seen.Tail;

/**
 * Selects the samples that a trigger trains on. An instance is immutable: state that a strategy
 * needs at its next trigger is written to a {@link StrategyState}.
 */
public sealed interface SelectionStrategy
    permits NewDataStrategy,
        FreshnessSamplingStrategy,
        CoresetStrategy,
        RecencyWeightedStrategy,
        LossWeightedStrategy,
        ClassBalancedReservoirStrategy {
  /**
   * Selects the training set of a trigger.
   *
   * @param seen all samples that the pipeline has seen, including those of the trigger
   * @param triggerId the newest trigger
   * @param random the only source of randomness: a generator with the same seed selects the same
   *     samples
   * @param state the state that the previous trigger left; receives the state for the next trigger,
   *     which is complete after the last partition was read. The caller closes it after that
   */
  ShuffledPartitions select(
      StorageBackend seen, int triggerId, RandomGenerator random, StrategyState state);

  /**
   * Returns the holdout sets of a trigger, which are drawn beside its training set; empty if there
   * are none.
   */
  default Optional<HoldoutSets> holdoutSets(int triggerId) {
    return Optional.empty();
  }

  /** Returns the strategy's section of the pipeline file. */
  SelectionStrategyConfig config();

  /** Returns whether the strategy keeps state between triggers. */
  default boolean isStateful() {
    return false;
  }

  /**
   * Returns the distinct labels that can be in the training set of the last trigger before {@code
   * nextTriggerId}, sorted.
   */
  default long[] availableLabels(StorageBackend seen, int nextTriggerId) {
    return Tail.labels(seen, nextTriggerId, config().tailTriggers());
  }

  /** Returns whether the trainer applies the weights of the training set. */
  default boolean usesWeights() {
    return config().usesWeights();
  }

  /** Returns whether a training set contains samples of its own trigger only. */
  default boolean resetsAfterTrigger() {
    return config().tailTriggers().filter(tail -> tail == 0).isPresent();
  }

  /**
   * Returns the downsampling that the trainer applies to the training set of a trigger; empty if it
   * uses all samples.
   */
  default Optional<DownsamplingSpecification> downsampling(int triggerId) {
    return Optional.empty();
  }
}
