package org.modyn.common.config.pipeline.selection.downsampling;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.OpenMap;
import org.modyn.common.config.pipeline.training.CriterionConfig;
import org.modyn.common.config.pipeline.training.LearningRateSchedulerConfig;
import org.modyn.common.config.pipeline.training.OptimizerConfig;
import org.modyn.common.config.pipeline.training.TrainingConfig;
import org.modyn.common.config.schema.Constant;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Matches;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.MemberOf;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.NonEmpty;

/**
 * The training of the model that estimates the irreducible loss of samples: like {@link
 * TrainingConfig}, with a model of its own.
 */
@Description("How to train the model that estimates the irreducible loss of samples")
public record IrreducibleLossTrainingConfig(
    @Description("Name of the model class")
        @MemberOf(value = "model", options = "il_model_config")
        @Example("MLP")
        String ilModelId,
    @Description("Options of the model") @Default("{}") Map<String, Object> ilModelConfig,
    @Description("Always 1; may be omitted") @Constant("1") int gpus,
    @Description("Number of epochs over the trigger training set") @Default("1") @Minimum(1)
        int epochsPerTrigger,
    @Description("Always null; may be omitted") @Constant("null")
        Optional<List<Long>> numSamplesToPass,
    @Description("Number of partitions that each data loader worker prefetches") @Default("1")
        int numPrefetchedPartitions,
    @Description("Number of concurrent requests of each data loader worker") @Default("1")
        int parallelPrefetchRequests,
    @Description("Device that the model is trained on: cpu or cuda:N")
        @Default("cpu")
        @Matches("cpu|cuda:\\d+")
        String device,
    @Description("Whether to use automatic mixed precision") @Default("false") boolean amp,
    @Description("Number of workers that fetch samples from the storage") @Minimum(1)
        int dataloaderWorkers,
    @Description("Number of samples in a batch") @Minimum(1) @Example("64") int batchSize,
    @Description("Whether to drop a last batch that is not full") @Default("false")
        boolean dropLastBatch,
    @Description("Whether to shuffle the partitions and the samples within them") boolean shuffle,
    @Description("Whether to synchronize with the GPU before each measurement of time")
        @Default("false")
        boolean enableAccurateGpuMeasurements,
    @Description("Whether a training continues from the model of the last trigger")
        boolean usePreviousModel,
    @Description("Seed of the random numbers") @Minimum(0) @Maximum(100) Optional<Integer> seed,
    @Description("Always random; may be omitted") @Constant("random")
        TrainingConfig.InitialModel initialModel,
    @Description("Always null; may be omitted") @Constant("null") Optional<Integer> initialModelId,
    @Description("Checkpoints; not supported for this training") @Default("{}")
        NoCheckpoints checkpointing,
    @Description("Interval, in batches, at which the loss is recorded; 0: never") @Default("0")
        long recordLossEvery,
    @Description("The optimizers") @NonEmpty List<OptimizerConfig> optimizers,
    @Description("The criterion") CriterionConfig optimizationCriterion,
    @Description("How the learning rate changes") Optional<LearningRateSchedulerConfig> lrScheduler,
    @Description("Options of the gradient scaler; only used with amp")
        Optional<Map<String, Object>> gradScalerConfig) {

  public IrreducibleLossTrainingConfig {
    ilModelConfig = OpenMap.copyOf(ilModelConfig);
    optimizers = List.copyOf(optimizers);
    gradScalerConfig = gradScalerConfig.map(OpenMap::copyOf);
  }

  /** The section on checkpoints, which can only disable them. */
  @Description("Checkpoints; not supported for this training")
  public record NoCheckpoints(
      @Description("Always false; may be omitted") @Constant("false") boolean activated,
      @Description("Always null; may be omitted") @Constant("null") Optional<Integer> interval,
      @Description("Always null; may be omitted") @Constant("null") Optional<Path> path) {}
}
