package org.modyn.common.config.pipeline.evaluation.strategy;

import org.modyn.common.config.schema.Discriminator;

/** How the intervals are chosen that models are evaluated on. */
@Discriminator("type")
public sealed interface EvaluationStrategyConfig
    permits SlicingEvalStrategyConfig,
        OffsetEvalStrategyConfig,
        BetweenTwoTriggersEvalStrategyConfig,
        PeriodicEvalStrategyConfig,
        StaticEvalStrategyConfig {}
