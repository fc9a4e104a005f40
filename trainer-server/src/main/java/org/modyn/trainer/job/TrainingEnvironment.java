package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import io.grpc.Channel;
import java.nio.file.Path;
import org.modyn.common.file.PathRoots;
import org.modyn.common.model.ModelCache;
import org.modyn.common.model.ModelStorageClient;
import org.modyn.common.sample.SampleClient;
import org.modyn.ml.tensor.TensorEngine;
import org.modyn.ml.tokenizer.Tokenizers;
import org.modyn.ml.userfunction.UserCode;

/**
 * The objects that all trainings of a server share.
 *
 * @param models the models that trainings start from
 * @param weightsDirectory an existing directory that only this server uses, for weights that are
 *     transferred from and to the model storage
 * @param selectionsDirectory an existing directory that only this server uses, for samples that
 *     downsampling has selected
 * @param checkpoints where pipelines may keep checkpoints
 * @param files where the files lie that pipelines may name
 */
public record TrainingEnvironment(
    TensorEngine engine,
    UserCode userCode,
    Tokenizers tokenizers,
    Channel selector,
    SampleClient samples,
    ModelStorageClient modelStorage,
    ModelCache models,
    Path weightsDirectory,
    Path selectionsDirectory,
    PathRoots checkpoints,
    PathRoots files,
    TrainerMetrics metrics) {
  public TrainingEnvironment {
    requireNonNull(engine, "engine is null");
    requireNonNull(userCode, "userCode is null");
    requireNonNull(tokenizers, "tokenizers is null");
    requireNonNull(selector, "selector is null");
    requireNonNull(samples, "samples is null");
    requireNonNull(modelStorage, "modelStorage is null");
    requireNonNull(models, "models is null");
    requireNonNull(weightsDirectory, "weightsDirectory is null");
    requireNonNull(selectionsDirectory, "selectionsDirectory is null");
    requireNonNull(checkpoints, "checkpoints is null");
    requireNonNull(files, "files is null");
    requireNonNull(metrics, "metrics is null");
  }

  /**
   * Returns the path of a file with weights.
   *
   * @param training the name of the training
   * @param purpose of the file, which distinguishes it from others of the training
   */
  Path weightsFile(String training, String purpose) {
    return weightsDirectory.resolve(training + "-" + purpose + ".safetensors");
  }
}
