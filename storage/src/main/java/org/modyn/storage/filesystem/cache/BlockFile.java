package org.modyn.storage.filesystem.cache;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.modyn.common.file.MappedMemory;

/**
 * A block on disk:
 *
 * <pre>
 * offset 0        the bytes of the block
 * offset size     4 bytes: CRC-32C of the block's key (high and low as 8 bytes each, number as 4
 *                 bytes) and bytes; little endian, as are the numbers
 * </pre>
 *
 * <p>Blocks are not synced to the disk; the checksum detects blocks that are incomplete after a
 * power failure.
 */
final class BlockFile {
  static final int TRAILER_BYTES = Integer.BYTES;

  /** The maximum size of blocks that are copied to the heap, which is cheaper than mapping them. */
  static final int COPIED_BYTES = 64 << 10;

  private BlockFile() {}

  /** The bytes of a block, and their arena unless they are on the heap. */
  record Content(MemorySegment bytes, Optional<Arena> arena) {}

  /** Returns a checksum that already includes the key. */
  static CRC32C checksum(BlockKey key) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(key.high()).putLong(key.low()).putInt(key.number()).flip();
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return checksum;
  }

  /**
   * Opens a block and verifies it.
   *
   * @return empty when the file is damaged
   * @throws IOException when it cannot be read
   */
  static Optional<Content> open(Path file, BlockKey key, int size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() != (long) size + TRAILER_BYTES) {
        return Optional.empty();
      }
      return size <= COPIED_BYTES ? copy(channel, key, size) : map(channel, key, size);
    }
  }

  private static Optional<Content> copy(FileChannel channel, BlockKey key, int size)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(size + TRAILER_BYTES);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // reads until the end
    }
    MemorySegment whole = MemorySegment.ofArray(buffer.array());
    return isIntact(whole, key, size)
        ? Optional.of(new Content(whole.asSlice(0, size), Optional.empty()))
        : Optional.empty();
  }

  private static Optional<Content> map(FileChannel channel, BlockKey key, int size)
      throws IOException {
    Arena arena = Arena.ofShared();
    boolean kept = false;
    try {
      MemorySegment whole = channel.map(MapMode.READ_ONLY, 0, (long) size + TRAILER_BYTES, arena);
      boolean intact = isIntact(whole, key, size);
      MappedMemory.raisePendingError();
      kept = intact;
      return kept
          ? Optional.of(new Content(whole.asSlice(0, size), Optional.of(arena)))
          : Optional.empty();
    } catch (InternalError e) {
      throw new IOException("the block was cut, or its disk failed, while it was read", e);
    } finally {
      if (!kept) {
        arena.close();
      }
    }
  }

  private static boolean isIntact(MemorySegment whole, BlockKey key, int size) {
    CRC32C checksum = checksum(key);
    MappedMemory.update(checksum, whole, 0, size);
    ValueLayout.OfInt layout = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    return whole.get(layout, size) == (int) checksum.getValue();
  }
}
