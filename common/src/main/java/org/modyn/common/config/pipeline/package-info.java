/**
 * The pipeline file: when to train, on what, how, and how to evaluate. {@link
 * org.modyn.common.config.pipeline.PipelineConfig} is the whole file; each record is a section of
 * it, with the rules that hold within. What needs a running server (whether a dataset exists, or a
 * model class) is checked by the servers.
 *
 * <p>The alternatives of a section ({@link org.modyn.common.config.pipeline.TriggerConfig}, {@link
 * org.modyn.common.config.pipeline.SelectionStrategyConfig}, {@link
 * org.modyn.common.config.pipeline.EvaluationStrategyConfig}, {@link
 * org.modyn.common.config.pipeline.MetricConfig}) are sealed interfaces: a new one is a new record
 * with a {@link org.modyn.common.config.schema.Name}. What a trigger or a selection strategy is
 * made of has a package of its own: {@code drift}, {@code performance} and {@code downsampling}.
 */
package org.modyn.common.config.pipeline;
