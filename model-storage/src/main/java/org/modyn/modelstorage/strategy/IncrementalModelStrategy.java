package org.modyn.modelstorage.strategy;

import org.modyn.modelstorage.format.Compression;
import org.modyn.modelstorage.format.Encoding;

/**
 * How models are stored as differences from others. {@link ModelStrategies#INCREMENTAL} lists all
 * kinds.
 */
public interface IncrementalModelStrategy {
  /**
   * Returns the encoding of the file.
   *
   * @param compression that the pipeline file asks for
   */
  Encoding encoding(Compression compression);

  /** Which model a model is expressed by. */
  Reference reference();
}
