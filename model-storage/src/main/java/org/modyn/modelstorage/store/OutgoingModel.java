package org.modyn.modelstorage.store;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.modyn.common.error.ModynException;
import org.modyn.modelstorage.model.StoredModel;

/**
 * A model that is being sent in chunks. Its checksum is verified when it has been read to its end.
 * Not thread safe.
 */
public final class OutgoingModel implements AutoCloseable {
  private final StoredModel model;
  private final InputStream content;

  /**
   * @param content verifies itself
   */
  OutgoingModel(StoredModel model, InputStream content) {
    this.model = requireNonNull(model, "model is null");
    this.content = requireNonNull(content, "content is null");
  }

  public StoredModel model() {
    return model;
  }

  /**
   * Reads the next chunk.
   *
   * @param size the size of the chunk, in bytes
   * @return that many bytes, fewer at the end, none after it
   * @throws ModynException DATA_LOSS, naming the file, when one that the model is read from is
   *     damaged
   */
  public byte[] read(int size) {
    try {
      return content.readNBytes(size);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read model " + model.modelId(), e);
    }
  }

  @Override
  public void close() {
    try {
      content.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close model " + model.modelId(), e);
    }
  }
}
