/**
 * The planning of evaluations. {@link org.modyn.supervisor.evaluation.EvaluationPlanner} derives
 * {@link org.modyn.supervisor.evaluation.EvaluationRequest}s, each for one model on one interval of
 * one dataset, from the handlers of a pipeline file and their {@linkplain
 * org.modyn.supervisor.evaluation.strategy strategies}; {@link
 * org.modyn.supervisor.evaluation.EvaluationRunner} sends them to the evaluator.
 */
package org.modyn.supervisor.evaluation;
