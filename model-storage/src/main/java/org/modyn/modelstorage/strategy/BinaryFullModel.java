package org.modyn.modelstorage.strategy;

import java.util.Optional;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Name;
import org.modyn.modelstorage.format.Compression;
import org.modyn.modelstorage.format.Encoding;

/**
 * Stores the elements of the tensors, which can be compressed. Trained weights are mostly noise:
 * expect a tenth less with {@code zip}, more for models with many equal weights.
 */
@Name("BinaryFullModel")
@Description("Stores the elements of the tensors, compressed with zip: true")
public record BinaryFullModel() implements FullModelStrategy {
  @Override
  public Optional<Encoding> encoding(Compression compression) {
    return Optional.of(Encoding.full(compression));
  }
}
