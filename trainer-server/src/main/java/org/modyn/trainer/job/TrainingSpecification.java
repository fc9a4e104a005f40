package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.modyn.common.config.pipeline.training.GradientClippingConfig;
import org.modyn.common.function.UserFunctions;
import org.modyn.ml.optimizer.GradScalerOptions;
import org.modyn.ml.tensor.Device;
import org.modyn.proto.modelstorage.JsonString;
import org.modyn.proto.modelstorage.ModelHeader;
import org.modyn.proto.modelstorage.ModelRole;

/**
 * The specification of a training: a request whose fields have been validated individually.
 *
 * @param requestId a unique id that retries of the request repeat; empty if there is none
 * @param devices that share the samples of each batch, at least one
 * @param modelConfiguration JSON
 * @param pretrainedModel the stored model to start from; empty means random weights
 * @param loadOptimizerState whether to restore the pretrained model's optimizer state
 * @param optimizers JSON: name to algorithm, source and parameter groups
 * @param schedule JSON: the section {@code lr_scheduler} of a pipeline file; empty if there is none
 * @param criterionParameters JSON
 * @param skipUnreadableSamples whether samples that storage cannot read are skipped
 * @param bytesParser a call such as {@code Record(fields=[...])}
 * @param transformations calls such as {@code transforms.ToTensor()}
 * @param tokenizer the tokenizer of texts, such as {@code DistilBertTokenizerTransform}
 * @param labelTransformer a call; empty leaves labels unchanged
 * @param workers the number of loader threads, which is also the number of workers that the
 *     selector divides partitions among
 * @param samplesToPass the number of samples after which to end; 0 means after {@code epochs}
 * @param recordLossEvery the interval at which losses are logged, in batches; 0 means never
 * @param recordSamples whether the samples that are trained on are recorded
 * @param clipping the clipping of gradients; empty means none
 * @param mixedPrecision the scaling of the loss in mixed precision; empty means float32
 * @param accurateTimings whether to synchronize with the device before each measurement of time
 * @param checkpointing empty means no checkpoints
 * @param seed the seed of the weights and the order of samples; empty means that it is drawn, and
 *     logged
 * @param configurationHash the SHA-256, in hexadecimal, of all of the above that determines the
 *     result
 */
public record TrainingSpecification(
    int pipelineId,
    int triggerId,
    String requestId,
    List<Device> devices,
    String modelClass,
    String modelConfiguration,
    OptionalInt pretrainedModel,
    boolean loadOptimizerState,
    String optimizers,
    String schedule,
    String criterion,
    String criterionParameters,
    String datasetId,
    boolean skipUnreadableSamples,
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
    boolean recordSamples,
    Optional<GradientClippingConfig> clipping,
    Optional<GradScalerOptions> mixedPrecision,
    boolean accurateTimings,
    Optional<Checkpointing> checkpointing,
    OptionalInt seed,
    String configurationHash) {
  public TrainingSpecification {
    requireNonNull(requestId, "requestId is null");
    devices = List.copyOf(devices);
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

  /**
   * Whether functions are Java source or classes of plugins, which run with the server's rights.
   */
  boolean hasUserCode() {
    return UserFunctions.isUserCode(bytesParser) || UserFunctions.isUserCode(labelTransformer);
  }

  /** Returns the description of the trained model for the model storage. */
  ModelHeader header(TrainingResult result, ModelRole role) {
    return ModelHeader.newBuilder()
        .setPipelineId(pipelineId)
        .setTriggerId(triggerId)
        .setModelClass(modelClass)
        .setModelConfiguration(JsonString.newBuilder().setValue(modelConfiguration))
        .setProvenance(JsonString.newBuilder().setValue(result.provenance()))
        .setRequestId(requestId)
        .setRole(role)
        .build();
  }

  /** Returns a description such as {@code trigger 3 of pipeline 1}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "trigger %d of pipeline %d", triggerId, pipelineId);
  }
}
