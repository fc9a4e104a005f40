package org.modyn.supervisor.trigger;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What a triggering policy may use besides the samples.
 *
 * @param seed of the pipeline's random choices; empty when they need not be reproducible
 */
public record TriggerContext(int pipelineId, String datasetId, Optional<Long> seed) {
  public TriggerContext {
    requireNonNull(datasetId, "datasetId is null");
    requireNonNull(seed, "seed is null");
  }
}
