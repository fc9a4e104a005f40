package org.modyn.evaluator.job;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;
import org.modyn.common.job.JobMemory;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loader.LoaderMemory;
import org.modyn.ml.loader.LoaderOptions;

/**
 * A validated request for feature vectors of samples.
 *
 * @param modelId the model whose embeddings they are; empty for the input tensors
 * @param device as in a pipeline file
 * @param keys of the samples, in the order of the rows; not copied, must not change
 * @param skipUnreadableSamples whether samples that storage cannot read are left out
 * @param workers loader threads
 * @param batchSize samples per batch
 */
public record FeatureSpecification(
    Optional<Integer> modelId,
    String device,
    String datasetId,
    long[] keys,
    boolean skipUnreadableSamples,
    int workers,
    int batchSize,
    InputPipeline input) {
  public FeatureSpecification {
    requireNonNull(modelId, "modelId is null");
    requireNonNull(device, "device is null");
    requireNonNull(datasetId, "datasetId is null");
    requireNonNull(keys, "keys is null");
    requireNonNull(input, "input is null");
  }

  /** How the samples are loaded. */
  LoaderOptions loaderOptions() {
    return LoaderOptions.inOrder(workers, batchSize);
  }

  /**
   * The memory of the loader and of the messages; the memory of the model is not known until its
   * weights are loaded.
   */
  JobMemory memory() {
    return LoaderMemory.of(input.parser().tensors(), loaderOptions())
        .most()
        .plus(new JobMemory(FeatureStream.MAXIMUM_BYTES, 0));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s of %,d samples of dataset '%s'",
        modelId.map(model -> "embeddings by model " + model).orElse("input tensors"),
        keys.length,
        datasetId);
  }
}
