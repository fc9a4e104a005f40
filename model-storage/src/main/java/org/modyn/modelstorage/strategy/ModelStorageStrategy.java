package org.modyn.modelstorage.strategy;

import java.io.InputStream;
import java.nio.file.Path;
import org.modyn.common.error.ModynException;

/**
 * Turns a model that arrived into the file that is kept, and that file back into the same bytes.
 * Holds no state.
 */
public sealed interface ModelStorageStrategy permits FullModelStrategy {
  /**
   * Makes the file that is kept; it is synced when this returns, its directory is not.
   *
   * @param arrived the whole model, synced; the strategy may move it
   * @param kept where the file has to be; there is none yet
   * @throws ModynException INVALID_ARGUMENT when {@code arrived} is not in the safetensors format
   */
  void store(Path arrived, Path kept);

  /**
   * Opens a file that {@link #store} made, as the whole model that arrived.
   *
   * @throws ModynException DATA_LOSS, naming the file, when it is missing
   */
  InputStream open(Path kept);
}
