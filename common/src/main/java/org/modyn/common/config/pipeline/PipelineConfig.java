package org.modyn.common.config.pipeline;

import java.util.Optional;
import org.modyn.common.config.pipeline.downsampling.SamplingRatio;
import org.modyn.common.config.pipeline.downsampling.SingleDownsamplingConfig;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.InvalidFieldException;

/** A pipeline file. */
public record PipelineConfig(
    @Description("What the pipeline is called") PipelineInfo pipeline,
    @Description("The model to train") ModelConfig model,
    @Description("How trained models are stored") PipelineModelStorageConfig modelStorage,
    @Description("How to train") TrainingConfig training,
    @Description("The data to train on") DataConfig data,
    @Description("When to train") TriggerConfig trigger,
    @Description("On which of the data to train") SelectionStrategyConfig selectionStrategy,
    @Description("How to evaluate the models; without it there is no evaluation")
        Optional<EvaluationConfig> evaluation) {

  public PipelineConfig {
    if (selectionStrategy instanceof CoresetStrategyConfig coreset
        && coreset.downsamplingConfig() instanceof SingleDownsamplingConfig downsampling
        && !downsampling.schedule().sampleThenBatch()) {
      requireBatchesThatFit(training.batchSize(), downsampling.schedule().part());
    }
  }

  /** Batches that are reduced one by one are put together again to full ones. */
  private static void requireBatchesThatFit(int batchSize, SamplingRatio part) {
    long reduced = Math.max((long) part.ratio() * batchSize / part.ratioMax(), 1);
    if (batchSize % reduced != 0) {
      throw new InvalidFieldException(
          "selection_strategy.downsampling_config.ratio",
          ("must reduce a batch to a size that training.batch_size (%d) is a"
                  + " multiple of, but %d of %d reduces it to %d")
              .formatted(batchSize, part.ratio(), part.ratioMax(), reduced));
    }
  }
}
