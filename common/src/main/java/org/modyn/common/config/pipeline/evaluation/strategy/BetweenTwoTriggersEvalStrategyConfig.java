package org.modyn.common.config.pipeline.evaluation.strategy;

import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Name;

/** The intervals between two triggers: while a model is the newest one. */
@Description("The intervals between two triggers, while a model is the newest one")
@Name("BetweenTwoTriggersEvalStrategy")
public record BetweenTwoTriggersEvalStrategyConfig() implements EvaluationStrategyConfig {}
