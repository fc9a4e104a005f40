package org.modyn.supervisor.trigger;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.common.plugin.Plugins;

/**
 * What a triggering policy may use besides the samples.
 *
 * @param seed of the pipeline's random choices; empty when they need not be reproducible
 * @param initialModel the model that the pipeline starts from; empty if there is none
 * @param services what it may ask other servers
 * @param plugins the classes that it may create policies of
 */
public record TriggerContext(
    int pipelineId,
    String datasetId,
    Optional<Long> seed,
    Optional<Integer> initialModel,
    TriggerServices services,
    Plugins plugins) {
  public TriggerContext {
    requireNonNull(datasetId, "datasetId is null");
    requireNonNull(seed, "seed is null");
    requireNonNull(initialModel, "initialModel is null");
    requireNonNull(services, "services is null");
    requireNonNull(plugins, "plugins is null");
  }

  /** Returns a context without a model and without servers, to check or simulate a policy. */
  public static TriggerContext withoutServers(String datasetId, Plugins plugins) {
    return new TriggerContext(
        0, datasetId, Optional.empty(), Optional.empty(), TriggerServices.none(), plugins);
  }
}
