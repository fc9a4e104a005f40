package org.modyn.storage.filesystem.cache;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.CRC32C;

/** Writes the bytes of a block under a temporary name. Used by one thread. */
public final class BlockWriter implements AutoCloseable {
  private final BlockClaim claim;
  private final Path file;
  private final FileChannel channel;
  private final CRC32C checksum;
  private int written;

  BlockWriter(BlockClaim claim, Path file) throws IOException {
    this.claim = requireNonNull(claim, "claim is null");
    this.file = requireNonNull(file, "file is null");
    this.channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    this.checksum = BlockFile.checksum(claim.key());
  }

  BlockClaim claim() {
    return claim;
  }

  Path file() {
    return file;
  }

  /** Returns the number of bytes of the block that are still to be written. */
  public int remaining() {
    return claim.size() - written;
  }

  /** Appends the remaining bytes of {@code bytes}, at most {@link #remaining}. */
  public void write(ByteBuffer bytes) throws IOException {
    if (bytes.remaining() > remaining()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%d bytes for a block that lacks %d", bytes.remaining(), remaining()));
    }
    written += bytes.remaining();
    checksum.update(bytes.duplicate());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  void finish() throws IOException {
    if (remaining() > 0) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "the block lacks %d bytes", remaining()));
    }
    ByteBuffer trailer = ByteBuffer.allocate(BlockFile.TRAILER_BYTES);
    trailer.order(ByteOrder.LITTLE_ENDIAN).putInt((int) checksum.getValue()).flip();
    while (trailer.hasRemaining()) {
      channel.write(trailer);
    }
    channel.close();
  }

  /** Removes what was written, unless the block was completed. */
  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }
}
