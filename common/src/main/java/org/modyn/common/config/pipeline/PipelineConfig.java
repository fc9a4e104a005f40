package org.modyn.common.config.pipeline;

import java.util.Optional;
import org.modyn.common.config.schema.Description;

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
        Optional<EvaluationConfig> evaluation) {}
