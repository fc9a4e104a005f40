package org.modyn.evaluator.job;

import java.nio.file.Path;
import org.modyn.common.error.ModynException;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.model.Models;
import org.modyn.ml.userfunction.UserCode;
import org.modyn.proto.modelstorage.ModelHeader;

/**
 * A model from the model storage.
 *
 * @param weights a safetensors file, deleted by the job
 */
record DownloadedModel(ModelHeader header, Path weights) {
  /**
   * Returns the class of the model with its configuration.
   *
   * @throws ModynException INVALID_ARGUMENT when there is no such model class, or the model is a
   *     program that the configuration does not allow
   */
  ModelOptions options(UserCode userCode) {
    ModelOptions options =
        Models.read(header.getModelClass(), header.getModelConfiguration().getValue());
    userCode.check(options);
    return options;
  }
}
