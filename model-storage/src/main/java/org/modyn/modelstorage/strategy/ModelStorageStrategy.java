package org.modyn.modelstorage.strategy;

import java.io.InputStream;
import java.nio.file.Path;
import org.modyn.common.error.ModynException;

/**
 * Converts a received model to the file that is stored, and that file back to the same bytes.
 * Stateless.
 */
public sealed interface ModelStorageStrategy permits FullModelStrategy {
  /**
   * Creates the stored file. Neither the file nor its directory is synced when this method returns.
   *
   * @param arrived the received model; the strategy may move it
   * @param kept the path of the stored file, which does not exist yet
   * @throws ModynException INVALID_ARGUMENT when {@code arrived} is not in the safetensors format
   */
  void store(Path arrived, Path kept);

  /**
   * Opens a file that {@link #store} created, and returns the bytes that were received.
   *
   * @throws ModynException DATA_LOSS, naming the file, when it is missing
   */
  InputStream open(Path kept);
}
