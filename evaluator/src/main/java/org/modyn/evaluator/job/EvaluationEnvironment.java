package org.modyn.evaluator.job;

import static java.util.Objects.requireNonNull;

import io.grpc.Channel;
import java.nio.file.Path;
import org.modyn.common.model.ModelStorageClient;
import org.modyn.common.sample.SampleClient;
import org.modyn.ml.tensor.TensorEngine;
import org.modyn.ml.userfunction.UserCode;

/**
 * The resources that all evaluations of a server share.
 *
 * @param weightsDirectory an existing directory that only this server uses, for weights from the
 *     model storage
 */
public record EvaluationEnvironment(
    TensorEngine engine,
    UserCode userCode,
    Channel storage,
    SampleClient samples,
    ModelStorageClient modelStorage,
    Path weightsDirectory) {
  public EvaluationEnvironment {
    requireNonNull(engine, "engine is null");
    requireNonNull(userCode, "userCode is null");
    requireNonNull(storage, "storage is null");
    requireNonNull(samples, "samples is null");
    requireNonNull(modelStorage, "modelStorage is null");
    requireNonNull(weightsDirectory, "weightsDirectory is null");
  }
}
