package org.modyn.ml.model;

import ai.djl.ndarray.NDManager;
import org.modyn.common.error.ModynException;
import org.modyn.ml.settings.Settings;

/** Makes models of one class with fresh weights. */
@FunctionalInterface
public interface ModelFactory {
  /**
   * @param manager the parent of the model's own manager
   * @param configuration the pipeline file's {@code model.config}; unknown keys are refused
   * @param seed decides the weights: the same seed and configuration give the same weights
   * @throws ModynException INVALID_ARGUMENT when the configuration is wrong
   */
  Model create(NDManager manager, Settings configuration, long seed);
}
