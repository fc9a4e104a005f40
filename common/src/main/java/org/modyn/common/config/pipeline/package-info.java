/**
 * The pipeline file: when to train, on what, how, and how to evaluate. {@link
 * org.modyn.common.config.pipeline.PipelineConfig} is the whole file; each section of the file has
 * a package of its own, and each record is a section with the rules that hold within it. What needs
 * a running server (whether a dataset exists, or a model class) is checked by the servers.
 *
 * <p>The alternatives of a section ({@link org.modyn.common.config.pipeline.trigger.TriggerConfig},
 * {@link org.modyn.common.config.pipeline.selection.SelectionStrategyConfig}, {@link
 * org.modyn.common.config.pipeline.evaluation.strategy.EvaluationStrategyConfig}, {@link
 * org.modyn.common.config.pipeline.evaluation.metric.MetricConfig}) are sealed interfaces: a new
 * one is a new record in the same package with a {@link org.modyn.common.config.schema.Name}.
 */
package org.modyn.common.config.pipeline;
