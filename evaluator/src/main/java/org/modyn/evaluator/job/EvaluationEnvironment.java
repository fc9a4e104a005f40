package org.modyn.evaluator.job;

import static java.util.Objects.requireNonNull;

import io.grpc.Channel;
import org.modyn.common.sample.SampleClient;
import org.modyn.ml.tensor.TensorEngine;
import org.modyn.ml.userfunction.UserCode;

/** The resources that all jobs of a server share. */
public record EvaluationEnvironment(
    TensorEngine engine,
    UserCode userCode,
    Channel storage,
    SampleClient samples,
    ModelFiles models,
    EvaluatorMetrics metrics) {
  public EvaluationEnvironment {
    requireNonNull(engine, "engine is null");
    requireNonNull(userCode, "userCode is null");
    requireNonNull(storage, "storage is null");
    requireNonNull(samples, "samples is null");
    requireNonNull(models, "models is null");
    requireNonNull(metrics, "metrics is null");
  }
}
