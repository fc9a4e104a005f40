package org.modyn.supervisor.observation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.modyn.common.config.pipeline.evaluation.metric.AccuracyConfig;
import org.modyn.common.config.pipeline.evaluation.metric.MetricConfig;
import org.modyn.common.config.pipeline.trigger.performance.PerformanceEvaluationConfig;
import org.modyn.proto.evaluator.EvaluateModelRequest;
import org.modyn.proto.evaluator.EvaluationInterval;
import org.modyn.proto.evaluator.EvaluationIntervalData;
import org.modyn.proto.evaluator.SingleMetricResult;
import org.modyn.supervisor.client.EvaluationMessages;
import org.modyn.supervisor.client.EvaluatorClient;
import org.modyn.supervisor.trigger.PerformanceSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluations by the evaluator, as the section {@code evaluation} of a trigger describes them. The
 * id of a request follows from its content, so a supervisor that was killed finds the evaluation
 * that it had started.
 */
final class EvaluatorPerformanceSource implements PerformanceSource {
  private static final Logger log = LoggerFactory.getLogger(EvaluatorPerformanceSource.class);

  private final EvaluatorClient client;
  private final EvaluateModelRequest withoutSamples;
  private final String scope;
  private final int accuracy;

  /**
   * @param scope a text that identifies the pipeline
   */
  EvaluatorPerformanceSource(
      EvaluatorClient client,
      PerformanceEvaluationConfig config,
      boolean skipUnreadableSamples,
      String scope) {
    this.client = requireNonNull(client, "client is null");
    this.withoutSamples =
        TriggerObservations.evaluation(config).toBuilder()
            .setSkipUnreadableSamples(skipUnreadableSamples)
            .build();
    this.scope = requireNonNull(scope, "scope is null");
    this.accuracy = accuracy(config.dataset().metrics());
  }

  /** The index of the accuracy of the first prediction; without it, of another accuracy. */
  private static int accuracy(List<MetricConfig> metrics) {
    return IntStream.range(0, metrics.size())
        .filter(index -> metrics.get(index) instanceof AccuracyConfig)
        .boxed()
        .min(
            (left, right) ->
                Integer.compare(
                    ((AccuracyConfig) metrics.get(left)).topn(),
                    ((AccuracyConfig) metrics.get(right)).topn()))
        .orElseThrow(() -> new IllegalArgumentException("there is no Accuracy in " + metrics));
  }

  @Override
  public Performance evaluate(int modelId, long[] keys) {
    EvaluationIntervalData data = client.evaluateSamples(request(modelId, keys));
    if (data.getEvaluatedSamples() == 0) {
      return new Performance(0, 0, Map.of()); // all samples were deleted, or cannot be read
    }
    Map<String, Double> scores = new LinkedHashMap<>();
    for (SingleMetricResult metric : data.getEvaluationDataList()) {
      if (metric.hasResult()) {
        scores.put(metric.getMetric(), metric.getExactResult());
      } else {
        log.info(
            "The metric {} of model {} is undefined on {} samples, because {}",
            metric.getMetric(),
            modelId,
            data.getEvaluatedSamples(),
            metric.getUndefinedReason());
      }
    }
    long samples = data.getEvaluatedSamples();
    double share = data.getEvaluationData(accuracy).getExactResult();
    return new Performance(samples, samples - Math.round(share * samples), scores);
  }

  private EvaluateModelRequest request(int modelId, long[] keys) {
    EvaluateModelRequest.Builder request = withoutSamples.toBuilder().setModelId(modelId);
    request
        .getDatasetInfoBuilder()
        .addEvaluationIntervals(
            EvaluationInterval.newBuilder().setSamples(EvaluationMessages.samples(keys)));
    return request.setRequestId(requestId(request.build())).build();
  }

  private String requestId(EvaluateModelRequest request) {
    byte[] prefix = (scope + "/trigger/").getBytes(UTF_8);
    byte[] content = request.toByteArray();
    return UUID.nameUUIDFromBytes(
            ByteBuffer.allocate(prefix.length + content.length).put(prefix).put(content).array())
        .toString();
  }
}
