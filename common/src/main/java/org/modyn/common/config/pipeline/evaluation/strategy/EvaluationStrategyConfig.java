package org.modyn.common.config.pipeline.evaluation.strategy;

import org.modyn.common.config.schema.Discriminator;

/** How the intervals for evaluations are chosen. */
@Discriminator("type")
public sealed interface EvaluationStrategyConfig
    permits SlicingEvalStrategyConfig,
        OffsetEvalStrategyConfig,
        BetweenTwoTriggersEvalStrategyConfig,
        PeriodicEvalStrategyConfig,
        StaticEvalStrategyConfig {}
