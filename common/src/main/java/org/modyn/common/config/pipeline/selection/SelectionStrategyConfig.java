package org.modyn.common.config.pipeline.selection;

import java.util.Optional;
import org.modyn.common.config.pipeline.selection.weighting.WeightingConfig;
import org.modyn.common.config.schema.Discriminator;

/** On which of the data that a pipeline has seen to train. */
@Discriminator("name")
public sealed interface SelectionStrategyConfig
    permits NewDataStrategyConfig,
        FreshnessSamplingStrategyConfig,
        CoresetStrategyConfig,
        RecencyWeightedStrategyConfig,
        ClassBalancedReservoirStrategyConfig {
  SelectionSettings settings();

  /** Maximum number of keys in memory: the size of a partition. */
  default int maximumKeysInMemory() {
    return settings().maximumKeysInMemory();
  }

  /** Maximum number of samples in a training set; -1: no limit. */
  default long limit() {
    return settings().limit();
  }

  default StorageBackend storageBackend() {
    return settings().storageBackend();
  }

  /** Whether the training uses weights of samples. */
  default boolean usesWeights() {
    return settings().usesWeights();
  }

  /** How many triggers before the present one to take data from; empty: all. */
  default Optional<Integer> tailTriggers() {
    return settings().tailTriggers();
  }

  /** How much each sample counts in the loss; empty: all the same. */
  default Optional<WeightingConfig> weighting() {
    return settings().weighting();
  }

  /** Where the selector keeps what a pipeline has seen. */
  enum StorageBackend {
    DATABASE,
    LOCAL
  }
}
