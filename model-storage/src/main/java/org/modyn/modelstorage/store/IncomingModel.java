package org.modyn.modelstorage.store;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.modelstorage.model.ModelDescription;
import org.modyn.modelstorage.model.Sha256;

/**
 * A model that is being received into a temporary file. {@link #close} removes that file unless the
 * model has been stored. Not thread safe.
 */
public final class IncomingModel implements AutoCloseable {
  private final ModelDescription description;
  private final Path path;
  private final FileChannel channel;
  private final MessageDigest digest = Sha256.newDigest();
  private long size;

  private IncomingModel(ModelDescription description, Path path, FileChannel channel) {
    this.description = requireNonNull(description, "description is null");
    this.path = requireNonNull(path, "path is null");
    this.channel = requireNonNull(channel, "channel is null");
  }

  static IncomingModel create(ModelDescription description, Path path) {
    try {
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return new IncomingModel(description, path, channel);
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(path, e);
    }
  }

  /** Appends to the file. */
  public void write(ByteBuffer chunk) {
    digest.update(chunk.duplicate());
    try {
      int length = chunk.remaining();
      DurableFiles.writeFully(channel, chunk, size);
      size += length;
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(path, e);
    }
  }

  /**
   * Completes the file. It is durable when this method returns.
   *
   * @return the checksum of the content
   * @throws ModynException INVALID_ARGUMENT when it differs from {@code expected}
   */
  public Sha256 finish(Sha256 expected) {
    Sha256 actual = Sha256.of(digest);
    if (!actual.equals(expected)) {
      throw ModynException.invalidArgument(
          "checksum: the %s bytes received have the SHA-256 checksum %s, but %s is expected; send"
              + " the model again",
          size, actual, expected);
    }
    try {
      channel.force(true);
      channel.close();
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(path, e);
    }
    return actual;
  }

  ModelDescription description() {
    return description;
  }

  Path path() {
    return path;
  }

  long size() {
    return size;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(path, e);
    }
    DurableFiles.delete(path);
  }
}
