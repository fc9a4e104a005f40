package org.modyn.ml.sampling;

import org.modyn.common.error.ModynException;
import org.modyn.ml.loader.BatchLoader;
import org.modyn.ml.loader.KeySource;
import org.modyn.ml.loader.LoaderOptions;
import org.modyn.ml.loader.LoaderPosition;

/** Opens loaders over the dataset of a training. */
@FunctionalInterface
public interface LoaderFactory {
  /**
   * Starts a loader; the caller closes it.
   *
   * @throws ModynException see {@link BatchLoader#start}
   */
  BatchLoader open(KeySource keys, LoaderOptions options, LoaderPosition start);
}
