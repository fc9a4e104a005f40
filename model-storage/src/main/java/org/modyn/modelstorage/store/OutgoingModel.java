package org.modyn.modelstorage.store;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.modelstorage.model.Sha256;
import org.modyn.modelstorage.model.StoredModel;

/**
 * A model that is being sent in chunks. Its checksum is verified when it has been read to its end.
 * Not thread safe.
 */
public final class OutgoingModel implements AutoCloseable {
  private final StoredModel model;
  private final Path path;
  private final InputStream content;
  private final MessageDigest digest = Sha256.newDigest();

  OutgoingModel(StoredModel model, Path path, InputStream content) {
    this.model = requireNonNull(model, "model is null");
    this.path = requireNonNull(path, "path is null");
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
   * @throws ModynException DATA_LOSS, naming the file, at the end of a file whose checksum does not
   *     match
   */
  public byte[] read(int size) {
    byte[] piece;
    try {
      piece = content.readNBytes(size);
    } catch (IOException e) {
      throw DurableFiles.cannotRead(path, e);
    }
    digest.update(piece);
    if (piece.length == 0) {
      verify();
    }
    return piece;
  }

  private void verify() {
    Sha256 actual = Sha256.of(digest);
    if (!actual.equals(model.checksum())) {
      throw ModynException.dataLoss(
          "%s: model %s is damaged: its SHA-256 checksum is %s instead of %s",
          path, model.modelId(), actual, model.checksum());
    }
  }

  @Override
  public void close() {
    try {
      content.close();
    } catch (IOException e) {
      throw DurableFiles.cannotRead(path, e);
    }
  }
}
