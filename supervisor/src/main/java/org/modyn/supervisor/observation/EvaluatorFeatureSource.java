package org.modyn.supervisor.observation;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.proto.evaluator.FeaturesRequest;
import org.modyn.supervisor.client.EvaluationMessages;
import org.modyn.supervisor.client.EvaluatorClient;
import org.modyn.supervisor.drift.Features;
import org.modyn.supervisor.trigger.FeatureSource;

/**
 * Feature vectors by the evaluator, from samples of the section {@code data} of a pipeline file. A
 * call costs a forward pass of the model over the samples; nothing is kept between calls.
 */
final class EvaluatorFeatureSource implements FeatureSource {
  private final EvaluatorClient client;
  private final FeaturesRequest withoutSamples;

  EvaluatorFeatureSource(EvaluatorClient client, PipelineConfig config) {
    this.client = requireNonNull(client, "client is null");
    this.withoutSamples = EvaluationMessages.features(config);
  }

  @Override
  public Features features(Optional<Integer> modelId, long[] keys) {
    FeaturesRequest.Builder request =
        withoutSamples.toBuilder().setSamples(EvaluationMessages.samples(keys));
    modelId.ifPresent(request::setModelId);
    return client.features(request.build());
  }
}
