package org.modyn.selector.loss;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.Checksums;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.file.MappedFiles;
import org.modyn.common.file.MappedMemory;

/**
 * The file of {@link SampleLosses}: a header, then pages in ascending order. All numbers are little
 * endian; checksums are CRC-32C.
 *
 * <pre>
 * header, 64 bytes
 *    0      8  "MODYNLSS"
 *    8      4  format version, 1
 *   12      4  pipeline id
 *   16      4  trigger id
 *   20      4  id of the newest model whose losses are included; 0 if there is none
 *   24      4  number of pages
 *   28     32  zero
 *   60      4  checksum of bytes 0 to 59
 *
 * page, 16,396 bytes
 *    0      8  i: the page has the losses of the keys 4,096 i to 4,096 (i + 1) - 1
 *    8  16384  losses, 32-bit floats; NaN if unknown
 * 16392      4  checksum of bytes 0 to 16,391
 * </pre>
 */
public final class SampleLossesFile {
  private static final int HEADER_SIZE = 64;
  private static final int HEADER_CHECKSUM_OFFSET = 60;
  private static final int LOSSES_OFFSET = Long.BYTES;
  private static final int PAGE_CHECKSUM_OFFSET = LOSSES_OFFSET + SampleLosses.PAGE_BYTES;
  private static final int PAGE_SIZE = PAGE_CHECKSUM_OFFSET + Integer.BYTES;

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The magic bytes, read as a little-endian number. */
  private static final long MAGIC = 0x53534c4e59444f4dL;

  private static final int VERSION = 1;

  private SampleLossesFile() {}

  /**
   * Writes the losses that a trigger leaves, replacing an existing file. The file is durable when
   * this method returns.
   *
   * @throws ModynException as {@link DurableFiles#cannotWrite}
   */
  public static void write(Path path, int pipelineId, int triggerId, SampleLosses losses) {
    DurableFiles.createDirectories(path.getParent());
    DurableFiles.writeAtomically(path, channel -> write(channel, pipelineId, triggerId, losses));
  }

  private static void write(FileChannel channel, int pipelineId, int triggerId, SampleLosses losses)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment header = arena.allocate(HEADER_SIZE);
      header.set(LONG, 0, MAGIC);
      header.set(INT, 8, VERSION);
      header.set(INT, 12, pipelineId);
      header.set(INT, 16, triggerId);
      header.set(INT, 20, losses.modelId());
      header.set(INT, 24, losses.pages());
      header.set(INT, HEADER_CHECKSUM_OFFSET, Checksums.crc32c(header, 0, HEADER_CHECKSUM_OFFSET));
      DurableFiles.writeFully(channel, header.asByteBuffer(), 0);
      MemorySegment encoded = arena.allocate(PAGE_SIZE);
      for (int index = 0; index < losses.pages(); index++) {
        encode(losses, index, encoded);
        DurableFiles.writeFully(
            channel, encoded.asByteBuffer(), HEADER_SIZE + (long) PAGE_SIZE * index);
      }
    }
  }

  private static void encode(SampleLosses losses, int index, MemorySegment target) {
    long number = losses.number(index);
    target.set(LONG, 0, number);
    MemorySegment.copy(
        losses.page(number),
        ValueLayout.JAVA_FLOAT,
        0,
        target,
        FLOAT,
        LOSSES_OFFSET,
        SampleLosses.PAGE_KEYS);
    target.set(INT, PAGE_CHECKSUM_OFFSET, Checksums.crc32c(target, 0, PAGE_CHECKSUM_OFFSET));
  }

  /**
   * Reads the losses that a trigger left.
   *
   * @throws ModynException DATA_LOSS, naming the file, when it is missing or damaged
   */
  public static SampleLosses read(Path path, int pipelineId, int triggerId) {
    String content = "the losses after trigger %s of pipeline %s".formatted(triggerId, pipelineId);
    SampleLosses losses = new SampleLosses();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment file = MappedFiles.map(path, arena, content);
      MappedMemory.reading(
          path,
          () -> {
            if (!isHeader(file, pipelineId, triggerId)) {
              throw ModynException.dataLoss("%s: not a file of %s, or damaged", path, content);
            }
            losses.setModelId(file.get(INT, 20));
            for (long offset = HEADER_SIZE; offset < file.byteSize(); offset += PAGE_SIZE) {
              decode(path, file, offset, losses);
            }
          });
      return losses;
    } catch (RuntimeException e) {
      losses.close();
      throw e;
    }
  }

  private static boolean isHeader(MemorySegment file, int pipelineId, int triggerId) {
    return file.byteSize() >= HEADER_SIZE
        && file.get(LONG, 0) == MAGIC
        && file.get(INT, 8) == VERSION
        && file.get(INT, 12) == pipelineId
        && file.get(INT, 16) == triggerId
        && file.get(INT, HEADER_CHECKSUM_OFFSET)
            == Checksums.crc32c(file, 0, HEADER_CHECKSUM_OFFSET)
        && file.byteSize() == HEADER_SIZE + (long) PAGE_SIZE * file.get(INT, 24);
  }

  private static void decode(Path path, MemorySegment file, long offset, SampleLosses losses) {
    if (file.get(INT, offset + PAGE_CHECKSUM_OFFSET)
        != Checksums.crc32c(file, offset, PAGE_CHECKSUM_OFFSET)) {
      throw ModynException.dataLoss(
          "%s: the page at byte %s does not match its checksum", path, offset);
    }
    MemorySegment.copy(
        file,
        FLOAT,
        offset + LOSSES_OFFSET,
        losses.page(file.get(LONG, offset)),
        ValueLayout.JAVA_FLOAT,
        0,
        SampleLosses.PAGE_KEYS);
  }
}
