package org.modyn.trainer.job;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.pipeline.training.GradientClippingConfig;
import org.modyn.common.file.PathRoots;
import org.modyn.ml.optimizer.GradScalerOptions;
import org.modyn.ml.tensor.Device;
import org.modyn.proto.trainer.CheckpointInfo;
import org.modyn.proto.trainer.StartTrainingRequest;

/** Parses requests to start a training. */
final class TrainingRequests {
  private TrainingRequests() {}

  /**
   * Validates every field that can be validated on its own.
   *
   * @param known the specification of a valid request that differs in nothing but what a trigger
   *     decides, so that sections in JSON need not be read again; empty if there is none
   * @param checkpoints where checkpoints may be kept
   * @param problems receives the problems, by field of a pipeline file, including unsupported
   *     features: a training that deviates from its request is not started
   * @return a specification, which must not be used if there are problems
   */
  static TrainingSpecification read(
      StartTrainingRequest request,
      Optional<TrainingSpecification> known,
      PathRoots checkpoints,
      FieldProblems problems) {
    List<Device> devices = devices(request, problems);
    if (request.getDataInfo().getDatasetId().isBlank()) {
      problems.add("data.dataset_id", "is missing");
    }
    checkAtLeast(
        0, request.getDataInfo().getNumDataloaders(), "training.dataloader_workers", problems);
    checkAtLeast(1, request.getBatchSize(), "training.batch_size", problems);
    checkAtLeast(0, request.getNumSamplesToPass(), "training.num_samples_to_pass", problems);
    checkAtLeast(
        request.getNumSamplesToPass() > 0 ? 0 : 1,
        request.getEpochsPerTrigger(),
        "training.epochs_per_trigger",
        problems);
    checkAtLeast(
        0, request.getNumPrefetchedPartitions(), "training.num_prefetched_partitions", problems);
    checkAtLeast(
        0, request.getParallelPrefetchRequests(), "training.parallel_prefetch_requests", problems);
    checkAtLeast(0, request.getRecordLossEvery(), "training.record_loss_every", problems);
    return new TrainingSpecification(
        request.getPipelineId(),
        request.getTriggerId(),
        request.getRequestId(),
        devices,
        request.getModel().getModelClass(),
        request.getModel().getConfiguration().getValue(),
        request.getUsePretrainedModel()
            ? OptionalInt.of(request.getPretrainedModelId())
            : OptionalInt.empty(),
        request.getLoadOptimizerState(),
        request.getTorchOptimizersConfiguration().getValue(),
        request.getLrScheduler().getValue(),
        request.getTorchCriterion(),
        request.getCriterionParameters().getValue(),
        request.getDataInfo().getDatasetId(),
        request.getSkipUnreadableSamples(),
        request.getBytesParser().getValue(),
        request.getTransformListList(),
        request.hasTokenizer() ? Optional.of(request.getTokenizer().getValue()) : Optional.empty(),
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
        request.getRecordSamples(),
        known.map(TrainingSpecification::clipping).orElseGet(() -> clipping(request, problems)),
        known
            .map(TrainingSpecification::mixedPrecision)
            .orElseGet(() -> mixedPrecision(request, problems)),
        request.getEnableAccurateGpuMeasurements(),
        checkpointing(request.getCheckpointInfo(), checkpoints, problems),
        request.hasSeed() ? OptionalInt.of(request.getSeed()) : OptionalInt.empty(),
        known
            .map(TrainingSpecification::configurationHash)
            .orElseGet(() -> configurationHash(request)));
  }

  /** Empty if there are problems. */
  private static List<Device> devices(StartTrainingRequest request, FieldProblems problems) {
    checkAtLeast(0, request.getGpus(), "training.gpus", problems);
    int count = Math.max(1, request.getGpus());
    return problems
        .check("training.device", () -> Device.of(request.getDevice()))
        .flatMap(
            first ->
                problems.check("training.gpus", () -> Device.startingAt(first.toString(), count)))
        .orElse(List.of());
  }

  private static Optional<GradientClippingConfig> clipping(
      StartTrainingRequest request, FieldProblems problems) {
    return request.hasGradientClipping()
        ? ConfigLoader.parseSection(
            "training.gradient_clipping",
            request.getGradientClipping().getValue(),
            GradientClippingConfig.class,
            problems)
        : Optional.empty();
  }

  /** The options of the scaler are validated even if they are not used. */
  private static Optional<GradScalerOptions> mixedPrecision(
      StartTrainingRequest request, FieldProblems problems) {
    return ConfigLoader.parseSection(
            "training.grad_scaler_config",
            request.getGradScalerConfiguration().getValue(),
            GradScalerOptions.class,
            problems)
        .filter(options -> request.getAmp());
  }

  private static Optional<Checkpointing> checkpointing(
      CheckpointInfo info, PathRoots roots, FieldProblems problems) {
    checkAtLeast(0, info.getCheckpointInterval(), "training.checkpointing.interval", problems);
    if (info.getCheckpointInterval() <= 0) {
      return Optional.empty();
    }
    if (info.getCheckpointPath().isBlank()) {
      problems.add("training.checkpointing.path", "is missing");
      return Optional.empty();
    }
    return problems
        .check("training.checkpointing.path", () -> roots.resolve(info.getCheckpointPath()))
        .map(
            path ->
                new Checkpointing(
                    info.getCheckpointInterval(),
                    path,
                    info.hasCheckpointsKept()
                        ? Math.max(0, info.getCheckpointsKept())
                        : Checkpointing.DEFAULT_KEPT,
                    !info.hasSaveOptimizerState() || info.getSaveOptimizerState()));
  }

  /**
   * Hashes everything that determines the trained weights apart from the data, and nothing that
   * differs between the triggers of a pipeline.
   */
  private static String configurationHash(StartTrainingRequest request) {
    StartTrainingRequest configuration =
        request.toBuilder()
            .clearRequestId()
            .clearPipelineId()
            .clearTriggerId()
            .clearPretrainedModelId()
            .clearUsePretrainedModel()
            .clearNumSamplesToPass()
            .clearSeed()
            .clearNumPrefetchedPartitions()
            .clearParallelPrefetchRequests()
            .clearRecordLossEvery()
            .clearRecordSamples()
            .clearCheckpointInfo()
            .clearEnableAccurateGpuMeasurements()
            .build();
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(configuration.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void checkAtLeast(long minimum, long value, String field, FieldProblems problems) {
    if (value < minimum) {
      problems.add(
          field, String.format(Locale.ROOT, "must be at least %d, but is %d", minimum, value));
    }
  }
}
