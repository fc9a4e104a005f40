/**
 * Evaluation jobs. {@link org.modyn.evaluator.job.EvaluationRequests} validates requests, {@link
 * org.modyn.evaluator.job.EvaluationJobs} stores and runs evaluations, and {@code Evaluation}
 * computes the results; start reading there.
 */
package org.modyn.evaluator.job;
