/**
 * The evaluator: metrics of stored models on intervals of datasets. {@link
 * org.modyn.evaluator.EvaluatorServer} wires it, {@code EvaluatorService} is its gRPC face, {@code
 * job} does the work.
 */
package org.modyn.evaluator;
