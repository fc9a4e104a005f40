package org.modyn.trainer.job;

import static org.modyn.common.error.Checks.check;
import static org.modyn.common.error.Checks.inField;
import static org.modyn.common.error.Checks.supported;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalInt;
import org.modyn.common.error.ModynException;
import org.modyn.ml.settings.Settings;
import org.modyn.ml.tensor.Device;
import org.modyn.proto.trainer.StartTrainingRequest;

/** Reads requests to start a training. */
public final class TrainingRequests {
  private TrainingRequests() {}

  /**
   * Checks every field that can be checked by itself.
   *
   * @throws ModynException INVALID_ARGUMENT, naming the field; UNIMPLEMENTED for what the server
   *     cannot do, rather than training something else than what was asked for
   */
  public static TrainingSpecification read(StartTrainingRequest request) {
    checkSupported(request);
    check(
        !request.getModel().getModelClass().isBlank(),
        "model.model_class is missing: the class and configuration of the model come with the"
            + " request");
    check(!request.getDataInfo().getDatasetId().isBlank(), "data_info.dataset_id is missing");
    check(!request.getTorchCriterion().isBlank(), "torch_criterion is missing");
    checkAtLeast(0, request.getDataInfo().getNumDataloaders(), "data_info.num_dataloaders");
    checkAtLeast(1, request.getBatchSize(), "batch_size");
    checkAtLeast(0, request.getNumSamplesToPass(), "num_samples_to_pass");
    checkAtLeast(
        request.getNumSamplesToPass() > 0 ? 0 : 1,
        request.getEpochsPerTrigger(),
        "epochs_per_trigger");
    checkAtLeast(0, request.getNumPrefetchedPartitions(), "num_prefetched_partitions");
    checkAtLeast(0, request.getParallelPrefetchRequests(), "parallel_prefetch_requests");
    checkAtLeast(0, request.getRecordLossEvery(), "record_loss_every");
    return new TrainingSpecification(
        request.getPipelineId(),
        request.getTriggerId(),
        request.getDevice(),
        request.getModel().getModelClass(),
        request.getModel().getConfiguration().getValue(),
        request.getUsePretrainedModel()
            ? OptionalInt.of(request.getPretrainedModelId())
            : OptionalInt.empty(),
        request.getLoadOptimizerState(),
        request.getTorchOptimizersConfiguration().getValue(),
        request.getTorchCriterion(),
        request.getCriterionParameters().getValue(),
        request.getDataInfo().getDatasetId(),
        request.getBytesParser().getValue(),
        request.getTransformListList(),
        request.getLabelTransformer().getValue(),
        Math.max(1, request.getDataInfo().getNumDataloaders()),
        request.getNumPrefetchedPartitions(),
        Math.max(1, request.getParallelPrefetchRequests()),
        request.getBatchSize(),
        request.getDropLastBatch(),
        request.getShuffle(),
        request.getEpochsPerTrigger(),
        request.getNumSamplesToPass(),
        request.getRecordLossEvery(),
        request.hasSeed() ? OptionalInt.of(request.getSeed()) : OptionalInt.empty(),
        configurationHash(request));
  }

  private static void checkSupported(StartTrainingRequest request) {
    inField("training.device", () -> Device.of(request.getDevice()));
    supported(!request.getAmp(), "amp: automatic mixed precision is not supported yet");
    supported(
        isEmptyObject("lr_scheduler", request.getLrScheduler().getValue()),
        "lr_scheduler: learning rate schedulers are not supported yet");
    supported(
        isEmptyObject("grad_scaler_configuration", request.getGradScalerConfiguration().getValue()),
        "grad_scaler_configuration: gradient scaling is not supported yet");
    supported(
        request.getCheckpointInfo().getCheckpointInterval() == 0,
        "checkpoint_info: checkpoints are not supported yet");
    supported(!request.hasTokenizer(), "tokenizer: tokenizers are not supported yet");
  }

  private static boolean isEmptyObject(String field, String json) {
    return Settings.parse(field, json).keys().isEmpty();
  }

  /**
   * Covers what decides the trained weights besides the data, and nothing that differs from trigger
   * to trigger of a pipeline.
   */
  private static String configurationHash(StartTrainingRequest request) {
    StartTrainingRequest configuration =
        request.toBuilder()
            .clearPipelineId()
            .clearTriggerId()
            .clearPretrainedModelId()
            .clearUsePretrainedModel()
            .clearNumSamplesToPass()
            .clearSeed()
            .clearNumPrefetchedPartitions()
            .clearParallelPrefetchRequests()
            .clearRecordLossEvery()
            .clearEnableAccurateGpuMeasurements()
            .build();
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(configuration.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void checkAtLeast(long minimum, long value, String field) {
    check(value >= minimum, "%s must be at least %d, but is %d", field, minimum, value);
  }
}
