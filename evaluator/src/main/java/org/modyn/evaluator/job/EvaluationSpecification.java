package org.modyn.evaluator.job;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import org.modyn.common.config.pipeline.evaluation.metric.MetricConfig;
import org.modyn.common.job.JobMemory;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loader.LoaderMemory;
import org.modyn.ml.loader.LoaderOptions;
import org.modyn.ml.loader.TimeInterval;
import org.modyn.ml.metric.Metric;
import org.modyn.ml.metric.Metrics;
import org.modyn.ml.parser.LabelTransformer;
import org.modyn.ml.userfunction.UserCode;

/**
 * A validated evaluation request: the model, the data, and the options of the evaluation.
 *
 * @param device as in a pipeline file
 * @param skipUnreadableSamples whether samples that storage cannot read are left out
 * @param intervals in the order of the request
 * @param workers loader threads
 * @param batchSize samples per inference batch
 * @param metrics the metrics to compute, with distinct names
 * @param userCode compiles the functions of the metrics
 */
public record EvaluationSpecification(
    int modelId,
    String device,
    String datasetId,
    boolean skipUnreadableSamples,
    List<TimeInterval> intervals,
    int workers,
    int batchSize,
    InputPipeline input,
    LabelTransformer labelTransformer,
    List<MetricConfig> metrics,
    UserCode userCode) {
  public EvaluationSpecification {
    requireNonNull(device, "device is null");
    requireNonNull(datasetId, "datasetId is null");
    intervals = List.copyOf(intervals);
    requireNonNull(input, "input is null");
    requireNonNull(labelTransformer, "labelTransformer is null");
    metrics = List.copyOf(metrics);
    requireNonNull(userCode, "userCode is null");
  }

  /** How the samples are loaded. */
  LoaderOptions loaderOptions() {
    return LoaderOptions.inOrder(workers, batchSize);
  }

  /**
   * The memory of the loader; the memory of the model is not known until its weights are loaded.
   */
  JobMemory memory() {
    return LoaderMemory.of(input.parser().tensors(), loaderOptions()).most();
  }

  /** The metrics of one interval, which have seen nothing. */
  List<Metric> newMetrics() {
    return metrics.stream().map(metric -> Metrics.create(metric, userCode)).toList();
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "model %d on dataset '%s'", modelId, datasetId);
  }
}
