package org.modyn.selector.trainingset;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.selector.file.Checksums;
import org.modyn.selector.strategy.PositionSet;

/**
 * The file of what a strategy remembers of a trigger: a header, then a set of positions. All
 * numbers of the header are little endian; checksums are CRC-32C.
 *
 * <pre>
 *    0   8  "MODYNSTA"
 *    8   4  format version, 1
 *   12   4  pipeline id
 *   16   4  trigger id
 *   20   4  checksum of bytes 64 to 64 + n - 1
 *   24   8  n
 *   32  28  zero
 *   60   4  checksum of bytes 0 to 59
 *   64   n  the set, see {@link PositionSet}
 * </pre>
 */
final class StrategyStateFormat {
  private static final int HEADER_SIZE = 64;
  private static final int CHECKSUM_OFFSET = 60;

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The eight characters read as a little-endian number. */
  private static final long MAGIC = 0x4154534e59444f4dL;

  private static final int VERSION = 1;

  private StrategyStateFormat() {}

  /** Writes and syncs the file; it replaces one that is there. */
  static void write(Path path, int pipelineId, int triggerId, PositionSet positions) {
    byte[] set = encode(positions);
    DurableFiles.writeAtomically(
        path,
        channel -> {
          try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocate(HEADER_SIZE);
            header.set(LONG, 0, MAGIC);
            header.set(INT, 8, VERSION);
            header.set(INT, 12, pipelineId);
            header.set(INT, 16, triggerId);
            header.set(INT, 20, checksum(set));
            header.set(LONG, 24, set.length);
            header.set(INT, CHECKSUM_OFFSET, Checksums.crc32c(header, 0, CHECKSUM_OFFSET));
            DurableFiles.writeFully(channel, header.asByteBuffer(), 0);
          }
          DurableFiles.writeFully(channel, ByteBuffer.wrap(set), HEADER_SIZE);
        });
  }

  /**
   * @throws ModynException DATA_LOSS, naming the file, when it is missing or damaged
   */
  static PositionSet read(Path path, int pipelineId, int triggerId) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw new ModynException(
          ErrorCategory.DATA_LOSS,
          "%s: the file of what the strategy remembers of trigger %s of pipeline %s is missing"
              .formatted(path, triggerId, pipelineId),
          e);
    } catch (IOException e) {
      throw DurableFiles.cannotRead(path, e);
    }
    MemorySegment file = MemorySegment.ofArray(bytes);
    if (!isIntact(file, pipelineId, triggerId)) {
      throw ModynException.dataLoss(
          "%s: not the file of what the strategy remembers of trigger %s of pipeline %s, or it is"
              + " damaged",
          path, triggerId, pipelineId);
    }
    return decode(file.asSlice(HEADER_SIZE));
  }

  private static boolean isIntact(MemorySegment file, int pipelineId, int triggerId) {
    return file.byteSize() >= HEADER_SIZE
        && file.get(LONG, 0) == MAGIC
        && file.get(INT, 8) == VERSION
        && file.get(INT, 12) == pipelineId
        && file.get(INT, 16) == triggerId
        && file.get(LONG, 24) == file.byteSize() - HEADER_SIZE
        && file.get(INT, CHECKSUM_OFFSET) == Checksums.crc32c(file, 0, CHECKSUM_OFFSET)
        && file.get(INT, 20) == Checksums.crc32c(file, HEADER_SIZE, file.byteSize() - HEADER_SIZE);
  }

  private static int checksum(byte[] bytes) {
    return Checksums.crc32c(MemorySegment.ofArray(bytes), 0, bytes.length);
  }

  private static byte[] encode(PositionSet positions) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      positions.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("an array cannot fail", e);
    }
    return bytes.toByteArray();
  }

  private static PositionSet decode(MemorySegment set) {
    byte[] bytes = set.toArray(ValueLayout.JAVA_BYTE);
    try {
      return PositionSet.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException("the checksum fits, but the set does not", e);
    }
  }
}
