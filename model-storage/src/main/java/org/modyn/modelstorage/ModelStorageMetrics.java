package org.modyn.modelstorage;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/** The meters of a model storage. */
final class ModelStorageMetrics {
  private static final String STORED_MODELS = "modyn.model.storage.stored.models";

  private final DistributionSummary stored;

  ModelStorageMetrics(MeterRegistry registry) {
    stored =
        DistributionSummary.builder(STORED_MODELS)
            .baseUnit("bytes")
            .description("Models that were received and stored, and their sizes")
            .register(registry);
  }

  /**
   * @param bytes the size of the weights
   */
  void stored(long bytes) {
    stored.record(bytes);
  }
}
