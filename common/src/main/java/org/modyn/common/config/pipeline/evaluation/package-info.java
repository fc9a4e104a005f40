/**
 * The section {@code evaluation}: which models are evaluated, when, on which datasets, with which
 * metrics. {@link org.modyn.common.config.pipeline.evaluation.EvaluationConfig} is the whole
 * section.
 */
package org.modyn.common.config.pipeline.evaluation;
