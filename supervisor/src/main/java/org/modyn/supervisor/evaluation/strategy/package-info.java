/**
 * Evaluation strategies: the intervals that models are evaluated on. A strategy is a pure function
 * of its options and the training intervals. To add one, implement {@link
 * org.modyn.supervisor.evaluation.strategy.EvaluationStrategy} and add it to {@link
 * org.modyn.supervisor.evaluation.strategy.EvaluationStrategies}.
 */
package org.modyn.supervisor.evaluation.strategy;
