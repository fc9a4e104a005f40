package org.modyn.common.config.pipeline;

import java.util.Optional;
import org.modyn.common.config.schema.Discriminator;

/** On which of the data that a pipeline has seen to train. */
@Discriminator("name")
public sealed interface SelectionStrategyConfig
    permits NewDataStrategyConfig, FreshnessSamplingStrategyConfig, CoresetStrategyConfig {
  /** Keys that the strategy may hold at a time: the size of a partition. */
  int maximumKeysInMemory();

  Optional<String> processorType();

  /** Samples to train on at most at a trigger; -1: all. */
  long limit();

  StorageBackend storageBackend();

  /** Whether the selector supplies a weight with each sample. */
  boolean usesWeights();

  /** How many triggers before the present one to take data from; empty: all. */
  Optional<Integer> tailTriggers();

  /** Where the selector keeps what a pipeline has seen. */
  enum StorageBackend {
    DATABASE,
    LOCAL
  }
}
