package org.modyn.common.config.pipeline;

import java.util.Optional;
import org.modyn.common.config.pipeline.data.DataConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.common.config.pipeline.model.ModelConfig;
import org.modyn.common.config.pipeline.model.PipelineModelStorageConfig;
import org.modyn.common.config.pipeline.selection.SelectionStrategyConfig;
import org.modyn.common.config.pipeline.training.TrainingConfig;
import org.modyn.common.config.pipeline.trigger.TriggerConfig;
import org.modyn.common.config.schema.At;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** A pipeline file. */
@Description("A pipeline: what to train on which data, when, and how to evaluate the models")
public record PipelineConfig(
    @Description("Name and description of the pipeline") PipelineInfo pipeline,
    @Description("The model to train") ModelConfig model,
    @Description("How trained models are stored") PipelineModelStorageConfig modelStorage,
    @Description("How to train") TrainingConfig training,
    @Description("The data to train on") DataConfig data,
    @Description("When to train") TriggerConfig trigger,
    @Description("Which samples to train on") SelectionStrategyConfig selectionStrategy,
    @Description("How to evaluate the models; by default they are not evaluated")
        Optional<EvaluationConfig> evaluation) {

  /** The losses that samples are selected by are those that trainings have recorded. */
  @Rule
  static void lossesAreRecorded(
      @At("selection_strategy.name") String strategy,
      @At("training.record_samples") Optional<Boolean> recordSamples,
      Violations violations) {
    if (strategy.equals("LossWeightedStrategy") && !recordSamples.orElse(false)) {
      violations.add(
          "training.record_samples",
          "must be true for LossWeightedStrategy, which selects samples by the losses that"
              + " trainings have recorded");
    }
  }
}
