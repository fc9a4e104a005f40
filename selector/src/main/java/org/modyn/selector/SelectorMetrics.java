package org.modyn.selector;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/** The meters of a selector. */
final class SelectorMetrics {
  private static final String SAMPLES_RECEIVED = "modyn.selector.samples.received";
  private static final String TRAINING_SET_SAMPLES = "modyn.selector.training.set.samples";
  private static final double[] SIZES = {1e3, 1e4, 1e5, 1e6, 1e7, 1e8};

  private final Counter samplesReceived;
  private final DistributionSummary trainingSets;

  SelectorMetrics(MeterRegistry registry) {
    samplesReceived =
        Counter.builder(SAMPLES_RECEIVED)
            .description("Samples that pipelines have sent, with repetitions")
            .register(registry);
    trainingSets =
        DistributionSummary.builder(TRAINING_SET_SAMPLES)
            .description("Samples in the training sets of the triggers that were answered")
            .serviceLevelObjectives(SIZES)
            .register(registry);
  }

  void received(int samples) {
    samplesReceived.increment(samples);
  }

  void triggered(long trainingSetSamples) {
    trainingSets.record(trainingSetSamples);
  }
}
