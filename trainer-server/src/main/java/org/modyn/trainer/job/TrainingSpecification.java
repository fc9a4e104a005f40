package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.modyn.common.config.pipeline.GradientClippingConfig;
import org.modyn.ml.optimizer.GradScalerOptions;

/**
 * What to train, on what, and how: a request that has been checked as far as that is possible
 * without making anything of it.
 *
 * @param requestId the same when this training is asked for again, for no other one; empty: none
 * @param device as in a pipeline file
 * @param modelConfiguration JSON
 * @param pretrainedModel the stored model to start from; empty: fresh weights
 * @param loadOptimizerState whether to go on with the pretrained model's optimizer state
 * @param optimizers JSON: name to algorithm, source and parameter groups
 * @param schedule JSON: what a pipeline file has as {@code lr_scheduler}; empty: none
 * @param criterionParameters JSON
 * @param bytesParser a call, as {@code Record(fields=[...])}
 * @param transformations calls, as {@code transforms.ToTensor()}
 * @param tokenizer of texts, as {@code DistilBertTokenizerTransform}
 * @param labelTransformer a call; empty: labels stay as they are
 * @param workers loader threads, which is over how many workers the selector splits partitions
 * @param samplesToPass after how many samples to end; 0: after {@code epochs}
 * @param recordLossEvery every how many batches the loss goes into the log; 0: never
 * @param clipping of the gradients; empty: they stay
 * @param mixedPrecision how the loss is scaled in mixed precision; empty: all is float32
 * @param accurateTimings whether to wait for the device before each measurement of time
 * @param checkpointing empty: no checkpoints
 * @param seed of the weights and the order of samples; empty: drawn and logged
 * @param configurationHash SHA-256, in hexadecimal digits, of all of the above that decides the
 *     result
 */
public record TrainingSpecification(
    int pipelineId,
    int triggerId,
    String requestId,
    String device,
    String modelClass,
    String modelConfiguration,
    OptionalInt pretrainedModel,
    boolean loadOptimizerState,
    String optimizers,
    String schedule,
    String criterion,
    String criterionParameters,
    String datasetId,
    String bytesParser,
    List<String> transformations,
    Optional<String> tokenizer,
    String labelTransformer,
    int workers,
    int prefetchedPartitions,
    int parallelRequests,
    int batchSize,
    boolean dropLastBatch,
    boolean shuffle,
    int epochs,
    long samplesToPass,
    long recordLossEvery,
    Optional<GradientClippingConfig> clipping,
    Optional<GradScalerOptions> mixedPrecision,
    boolean accurateTimings,
    Optional<Checkpointing> checkpointing,
    OptionalInt seed,
    String configurationHash) {
  public TrainingSpecification {
    requireNonNull(requestId, "requestId is null");
    requireNonNull(device, "device is null");
    requireNonNull(modelClass, "modelClass is null");
    requireNonNull(modelConfiguration, "modelConfiguration is null");
    requireNonNull(pretrainedModel, "pretrainedModel is null");
    requireNonNull(optimizers, "optimizers is null");
    requireNonNull(schedule, "schedule is null");
    requireNonNull(criterion, "criterion is null");
    requireNonNull(criterionParameters, "criterionParameters is null");
    requireNonNull(datasetId, "datasetId is null");
    requireNonNull(bytesParser, "bytesParser is null");
    transformations = List.copyOf(transformations);
    requireNonNull(tokenizer, "tokenizer is null");
    requireNonNull(labelTransformer, "labelTransformer is null");
    requireNonNull(clipping, "clipping is null");
    requireNonNull(mixedPrecision, "mixedPrecision is null");
    requireNonNull(checkpointing, "checkpointing is null");
    requireNonNull(seed, "seed is null");
    requireNonNull(configurationHash, "configurationHash is null");
  }

  /** As people know it: {@code trigger 3 of pipeline 1}. */
  @Override
  public String toString() {
    return "trigger %d of pipeline %d".formatted(triggerId, pipelineId);
  }
}
