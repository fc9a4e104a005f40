package org.modyn.common.config.pipeline.selection;

import java.util.Optional;
import org.modyn.common.config.pipeline.selection.weighting.WeightingConfig;
import org.modyn.common.config.schema.Discriminator;

/** Which of the samples of a pipeline to train on. */
@Discriminator("name")
public sealed interface SelectionStrategyConfig
    permits NewDataStrategyConfig,
        FreshnessSamplingStrategyConfig,
        CoresetStrategyConfig,
        RecencyWeightedStrategyConfig,
        LossWeightedStrategyConfig,
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

  /** The number of triggers before the current one whose data is selected from; empty: all. */
  default Optional<Integer> tailTriggers() {
    return settings().tailTriggers();
  }

  /** The weights of samples in the loss; empty: all weights are equal. */
  default Optional<WeightingConfig> weighting() {
    return settings().weighting();
  }

  /** Where the selector stores the samples of a pipeline. */
  enum StorageBackend {
    DATABASE,
    LOCAL
  }
}
