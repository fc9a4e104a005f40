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
import org.modyn.modelstorage.model.Sha256;

/**
 * A file that is being received in chunks, under a temporary name. {@link #close} removes it unless
 * it has been moved. Not thread safe.
 */
final class IncomingFile implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;
  private final MessageDigest digest = Sha256.newDigest();
  private long size;

  private IncomingFile(Path path, FileChannel channel) {
    this.path = requireNonNull(path, "path is null");
    this.channel = requireNonNull(channel, "channel is null");
  }

  static IncomingFile create(Path path) {
    try {
      return new IncomingFile(
          path, FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(path, e);
    }
  }

  /** Appends to the file. */
  void write(ByteBuffer chunk) {
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
   * Completes the file, without syncing it.
   *
   * @param field the field of the expected checksum, for the error message
   * @return the checksum of the content
   * @throws ModynException INVALID_ARGUMENT when it differs from {@code expected}
   */
  Sha256 finish(String field, Sha256 expected) {
    Sha256 actual = Sha256.of(digest);
    if (!actual.equals(expected)) {
      throw ModynException.invalidArgument(
          "%s: the %s bytes received have the SHA-256 checksum %s, but %s is expected; send the"
              + " model again",
          field, size, actual, expected);
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(path, e);
    }
    return actual;
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
