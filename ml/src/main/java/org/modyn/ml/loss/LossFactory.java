package org.modyn.ml.loss;

import org.modyn.ml.settings.Settings;

/** Makes losses of one class. */
@FunctionalInterface
public interface LossFactory {
  /**
   * @param configuration the pipeline file's {@code optimization_criterion.config}
   */
  Loss create(Settings configuration);
}
