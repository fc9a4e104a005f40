package org.modyn.supervisor.observation;

import static java.util.Objects.requireNonNull;

import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.pipeline.trigger.performance.PerformanceEvaluationConfig;
import org.modyn.supervisor.client.EvaluatorClient;
import org.modyn.supervisor.trigger.FeatureSource;
import org.modyn.supervisor.trigger.PerformanceSource;
import org.modyn.supervisor.trigger.TriggerServices;

/** The services of the evaluator for the policies of one pipeline. */
public final class EvaluatorServices implements TriggerServices {
  private final EvaluatorClient client;
  private final PipelineConfig config;
  private final String scope;

  /**
   * @param scope a text that identifies the pipeline; the ids of requests derive from it
   */
  public EvaluatorServices(EvaluatorClient client, PipelineConfig config, String scope) {
    this.client = requireNonNull(client, "client is null");
    this.config = requireNonNull(config, "config is null");
    this.scope = requireNonNull(scope, "scope is null");
  }

  @Override
  public FeatureSource features() {
    return new EvaluatorFeatureSource(client, config);
  }

  @Override
  public PerformanceSource performance(PerformanceEvaluationConfig evaluation) {
    return new EvaluatorPerformanceSource(
        client, evaluation, config.data().skipsUnreadableSamples(), scope);
  }
}
