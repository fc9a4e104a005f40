package org.modyn.modelstorage.strategy;

import java.util.Optional;
import org.modyn.modelstorage.format.Compression;
import org.modyn.modelstorage.format.Encoding;

/** How models are stored in full. {@link ModelStrategies#FULL} lists all kinds. */
public interface FullModelStrategy {
  /**
   * Returns the encoding of the file; empty if the safetensors file is stored as it was received.
   *
   * @param compression that the pipeline file asks for
   */
  Optional<Encoding> encoding(Compression compression);
}
