/**
 * Evaluations. {@link org.modyn.evaluator.job.EvaluationRequests} checks what is asked for, {@link
 * org.modyn.evaluator.job.EvaluationJobs} keeps and runs them, {@code Evaluation} does the work:
 * start reading there.
 */
package org.modyn.evaluator.job;
