/**
 * What is evaluated on what. {@link org.modyn.supervisor.evaluation.EvaluationPlanner} turns the
 * handlers of a pipeline file into {@link org.modyn.supervisor.evaluation.EvaluationRequest}s, one
 * model on one interval of one dataset each; {@link
 * org.modyn.supervisor.evaluation.EvaluationRunner} has the evaluator work them off.
 */
package org.modyn.supervisor.evaluation;
