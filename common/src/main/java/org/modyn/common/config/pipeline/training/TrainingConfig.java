package org.modyn.common.config.pipeline.training;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.OpenMap;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Matches;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.NonEmpty;
import org.modyn.common.config.schema.OmittedWhenEmpty;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** How to train. */
@Description("How to train")
public record TrainingConfig(
    @Description(
            "Number of devices that share the samples of each batch: device and those that follow;"
                + " 1 on the CPU")
        @Minimum(1)
        @Example("1")
        int gpus,
    @Description("Number of epochs over the trigger training set") @Default("1") @Minimum(1)
        int epochsPerTrigger,
    @Description(
            "Number of samples to train on at each trigger, by index; a sample counts once per"
                + " epoch; triggers beyond the list train for epochs_per_trigger")
        @NonEmpty
        Optional<List<Long>> numSamplesToPass,
    @Description("Number of partitions that each data loader worker prefetches")
        @Default("1")
        @Minimum(0)
        int numPrefetchedPartitions,
    @Description("Number of concurrent requests of each data loader worker")
        @Default("1")
        @Minimum(0)
        int parallelPrefetchRequests,
    @Description("Device that the model is trained on: cpu or cuda:N")
        @Default("cpu")
        @Matches("cpu|cuda:\\d+")
        String device,
    @Description("Whether to use automatic mixed precision") @Default("false") boolean amp,
    @Description("Number of workers that fetch samples from the storage") @Minimum(1)
        int dataloaderWorkers,
    @Description("Number of samples in a batch") @Minimum(1) @Example("64") int batchSize,
    @Description("Whether to drop a last batch that is not full") @Default("true")
        boolean dropLastBatch,
    @Description("Whether to shuffle the partitions and the samples within them") @Example("true")
        boolean shuffle,
    @Description("Whether to synchronize with the GPU before each measurement of time")
        @Default("false")
        boolean enableAccurateGpuMeasurements,
    @Description("Whether a training continues from the model of the last trigger")
        boolean usePreviousModel,
    @Description("Seed of the pipeline's random choices; drawn by default")
        @Minimum(0)
        @Maximum(100)
        Optional<Integer> seed,
    @Description("The model that the first training starts from") InitialModel initialModel,
    @Description("The stored model that the first training starts from; required for pretrained")
        Optional<Integer> initialModelId,
    @Description("Checkpoints during a training") CheckpointingConfig checkpointing,
    @Description("Interval, in batches, at which the loss is recorded; 0: never")
        @Default("0")
        @Minimum(0)
        long recordLossEvery,
    @Description(
            "Whether to keep, beside the model, the key, weight, loss and gradient norm of every"
                + " sample that it was trained on, in each epoch; default: false")
        @OmittedWhenEmpty
        Optional<Boolean> recordSamples,
    @Description("The optimizers") @NonEmpty List<OptimizerConfig> optimizers,
    @Description("The criterion") CriterionConfig optimizationCriterion,
    @Description("How the learning rate changes") Optional<LearningRateSchedulerConfig> lrScheduler,
    @Description("Clipping of gradients; by default none") @OmittedWhenEmpty
        Optional<GradientClippingConfig> gradientClipping,
    @Description("Options of the gradient scaler; only used with amp")
        Optional<Map<String, Object>> gradScalerConfig) {

  public TrainingConfig {
    numSamplesToPass = numSamplesToPass.map(List::copyOf);
    optimizers = List.copyOf(optimizers);
    gradScalerConfig = gradScalerConfig.map(OpenMap::copyOf);
  }

  @Rule
  static void theCpuIsOneDevice(int gpus, String device, Violations violations) {
    if (gpus > 1 && device.equals("cpu")) {
      violations.add("gpus", "must be 1 for the device cpu, but is %d", gpus);
    }
  }

  @Rule
  static void samplesArePassed(Optional<List<Long>> numSamplesToPass, Violations violations) {
    List<Long> numbers = numSamplesToPass.orElse(List.of());
    for (int index = 0; index < numbers.size(); index++) {
      if (numbers.get(index) < 1) {
        violations.add(
            "num_samples_to_pass[" + index + "]",
            "must be at least 1, but is %d",
            numbers.get(index));
      }
    }
  }

  @Rule
  static void aPretrainedModelIsKept(
      InitialModel initialModel, boolean usePreviousModel, Violations violations) {
    if (initialModel == InitialModel.PRETRAINED && !usePreviousModel) {
      violations.add(
          "use_previous_model",
          "must be true when initial_model is pretrained: the model would be lost after the first"
              + " trigger");
    }
  }

  @Rule
  static void aPretrainedModelIsNamed(
      InitialModel initialModel, Optional<Integer> initialModelId, Violations violations) {
    if (initialModel == InitialModel.PRETRAINED && initialModelId.isEmpty()) {
      violations.add("initial_model_id", "is required when initial_model is pretrained");
    }
  }

  /** Whether what a training knows of its samples is kept beside the model. */
  public boolean recordsSamples() {
    return recordSamples.orElse(false);
  }

  /** The model that the first training starts from. */
  public enum InitialModel {
    RANDOM,
    PRETRAINED
  }
}
