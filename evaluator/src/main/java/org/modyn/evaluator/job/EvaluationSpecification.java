package org.modyn.evaluator.job;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import org.modyn.common.job.JobMemory;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loader.LoaderMemory;
import org.modyn.ml.loader.LoaderOptions;
import org.modyn.ml.metric.EvaluationMetrics;
import org.modyn.ml.parser.LabelTransformer;

/**
 * A validated evaluation request: the model, the data, and the options of the evaluation.
 *
 * @param device as in a pipeline file
 * @param skipUnreadableSamples whether samples that storage cannot read are left out
 * @param workers loader threads
 * @param batchSize samples per inference batch
 * @param metrics the metrics to compute
 */
public record EvaluationSpecification(
    int modelId,
    String device,
    String datasetId,
    boolean skipUnreadableSamples,
    EvaluatedSamples samples,
    int workers,
    int batchSize,
    InputPipeline input,
    LabelTransformer labelTransformer,
    EvaluationMetrics metrics) {
  public EvaluationSpecification {
    requireNonNull(device, "device is null");
    requireNonNull(datasetId, "datasetId is null");
    requireNonNull(samples, "samples is null");
    requireNonNull(input, "input is null");
    requireNonNull(labelTransformer, "labelTransformer is null");
    requireNonNull(metrics, "metrics is null");
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

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "model %d on dataset '%s'", modelId, datasetId);
  }
}
