package org.modyn.supervisor.drift.statistics;

/**
 * The result of a statistical test of the hypothesis that two samples have the same distribution.
 *
 * @param pValue the probability of a statistic at least as extreme if the hypothesis is true,
 *     between 0 and 1
 */
public record TestResult(double statistic, double pValue) {}
