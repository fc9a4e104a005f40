package org.modyn.modelstorage.strategy;

import java.util.Optional;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Name;
import org.modyn.modelstorage.format.Compression;
import org.modyn.modelstorage.format.Encoding;

/**
 * Stores the safetensors file that was received, which costs a rename. The default: every framework
 * reads these files. As in the original, {@code zip} has no effect.
 */
@Name("PyTorchFullModel")
@Description("Stores the safetensors file itself, never compressed")
public record PyTorchFullModel() implements FullModelStrategy {
  @Override
  public Optional<Encoding> encoding(Compression compression) {
    return Optional.empty();
  }
}
