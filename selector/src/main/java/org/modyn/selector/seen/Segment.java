package org.modyn.selector.seen;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.function.Predicate;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.file.MappedFiles;
import org.modyn.common.file.MappedMemory;
import org.modyn.selector.seen.SegmentFormat.Block;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One segment file. Blocks are located by following their headers, so memory does not grow with
 * their number. A block is written and synced before {@link #append} returns; only a crash during
 * the write leaves an incomplete block, and only at the end of the newest segment.
 */
final class Segment {
  private static final Logger LOGGER = LoggerFactory.getLogger(Segment.class);
  private static final String SUFFIX = ".segment";

  private final Path path;
  private final long firstPosition;
  private long endPosition;
  private long length;
  private int lastTriggerId;

  private Segment(Path path, long firstPosition) {
    this.path = path;
    this.firstPosition = firstPosition;
    this.endPosition = firstPosition;
    this.length = SegmentFormat.HEADER_SIZE;
  }

  static boolean isSegment(Path path) {
    return path.getFileName().toString().endsWith(SUFFIX);
  }

  /** Returns the file that begins with the sample at {@code firstPosition}. */
  static Path path(Path directory, long firstPosition) {
    return directory.resolve(String.format(Locale.ROOT, "%020d%s", firstPosition, SUFFIX));
  }

  /** Writes a new file with its first block atomically. */
  static Segment create(
      Path directory, int pipelineId, long firstPosition, int triggerId, SeenSamples samples) {
    Path path = path(directory, firstPosition);
    Segment segment = new Segment(path, firstPosition);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment header = SegmentFormat.encodeHeader(arena, pipelineId, firstPosition);
      MemorySegment block = SegmentFormat.encodeBlock(arena, triggerId, firstPosition, samples);
      DurableFiles.writeAtomically(
          path,
          channel -> {
            DurableFiles.writeFully(channel, header.asByteBuffer(), 0);
            write(channel, block, SegmentFormat.HEADER_SIZE);
          });
      segment.grow(block.byteSize(), triggerId, samples.size());
    }
    return segment;
  }

  /**
   * Opens an existing file and scans its blocks.
   *
   * @param firstPosition the end position of the preceding segment
   * @param newest whether this is the last segment, which may end with a torn write; a torn end is
   *     truncated
   * @param recordedCount the number of samples known to have been written in full; columns beyond
   *     it are verified here, others whenever they are read
   * @throws ModynException DATA_LOSS, naming the file, when anything but the end is damaged
   */
  static Segment open(
      Path path, int pipelineId, long firstPosition, boolean newest, long recordedCount) {
    Scanned scanned =
        MappedMemory.reading(
            path, () -> scan(path, pipelineId, firstPosition, newest, recordedCount));
    Segment segment = scanned.segment();
    if (segment.length < scanned.size()) {
      segment.cutTornEnd(scanned.size(), pipelineId, recordedCount);
    }
    return segment;
  }

  /**
   * Returns the position after the last intact block of an existing file, and changes nothing.
   *
   * @param recordedCount the number of samples known to have been written in full
   * @throws ModynException DATA_LOSS, naming the file, when anything but the end is damaged
   */
  static long endPosition(Path path, int pipelineId, long firstPosition, long recordedCount) {
    return MappedMemory.reading(
            path, () -> scan(path, pipelineId, firstPosition, true, recordedCount))
        .segment()
        .endPosition();
  }

  /**
   * A file that was scanned.
   *
   * @param size in bytes; more than the length of the segment if the end is torn
   */
  private record Scanned(Segment segment, long size) {}

  private static Scanned scan(
      Path path, int pipelineId, long firstPosition, boolean newest, long recordedCount) {
    Segment segment = new Segment(path, firstPosition);
    long size;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment file = MappedFiles.map(path, arena, "a segment");
      size = file.byteSize();
      if (!SegmentFormat.isHeader(file, pipelineId, firstPosition)) {
        throw ModynException.dataLoss(
            "%s: not a segment of pipeline %s that starts at position %s: its header is damaged, or"
                + " the segment before it is missing",
            path, pipelineId, firstPosition);
      }
      segment.scan(file, recordedCount);
      if (segment.length < size && (!newest || hasBlockAfter(file, segment.length))) {
        throw ModynException.dataLoss(
            "%s: the block at byte %s is damaged, and it is not the last one",
            path, segment.length);
      }
    }
    return new Scanned(segment, size);
  }

  /** Scans the intact blocks. */
  private void scan(MemorySegment file, long recordedCount) {
    while (SegmentFormat.isBlockHeader(file, length)) {
      Block block = SegmentFormat.decodeBlock(file, length);
      if (block.position() != endPosition) {
        throw ModynException.dataLoss(
            "%s: the block at byte %s starts at position %s instead of %s",
            path, length, block.position(), endPosition);
      }
      boolean recorded = block.endPosition() <= recordedCount;
      if (block.end() > file.byteSize() || !(recorded || areColumnsIntact(file, block))) {
        break;
      }
      grow(block.end() - block.offset(), block.triggerId(), block.count());
    }
  }

  private static boolean areColumnsIntact(MemorySegment file, Block block) {
    for (Column column : Column.values()) {
      if (!SegmentFormat.isIntact(file, block, column)) {
        return false;
      }
    }
    return true;
  }

  /** A damaged block followed by another one was acknowledged, so it is not a torn write. */
  private static boolean hasBlockAfter(MemorySegment file, long offset) {
    for (long candidate = offset + SegmentFormat.ALIGNMENT;
        candidate < file.byteSize();
        candidate += SegmentFormat.ALIGNMENT) {
      if (SegmentFormat.isBlockHeader(file, candidate)) {
        return true;
      }
    }
    return false;
  }

  private void cutTornEnd(long size, int pipelineId, long recordedCount) {
    if (endPosition < recordedCount) {
      throw ModynException.dataLoss(
          "%s: the block at byte %s is damaged; it holds samples from position %s, and triggers"
              + " were computed over %s samples",
          path, length, endPosition, recordedCount);
    }
    LOGGER.warn(
        "{}: truncated {} bytes of an interrupted, unacknowledged write; pipeline {} has {}"
            + " samples",
        path,
        size - length,
        pipelineId,
        endPosition);
    cut(length);
  }

  Path path() {
    return path;
  }

  long firstPosition() {
    return firstPosition;
  }

  long endPosition() {
    return endPosition;
  }

  /** Returns the trigger of the newest sample. */
  int lastTriggerId() {
    return lastTriggerId;
  }

  private void grow(long bytes, int triggerId, int samples) {
    length += bytes;
    lastTriggerId = triggerId;
    endPosition += samples;
  }

  /**
   * Maps the file up to its recorded length.
   *
   * @throws ModynException DATA_LOSS when the file is shorter or missing
   */
  MemorySegment map(Arena arena) {
    MemorySegment file = MappedFiles.map(path, arena, "a segment");
    if (file.byteSize() < length) {
      throw ModynException.dataLoss(
          "%s: the file has shrunk to %s of %s bytes", path, file.byteSize(), length);
    }
    return file.asSlice(0, length);
  }

  /**
   * Returns the first block of the mapped file.
   *
   * @throws ModynException DATA_LOSS when its header is damaged
   */
  Block firstBlock(MemorySegment file) {
    return blockAt(file, SegmentFormat.HEADER_SIZE, firstPosition);
  }

  /** Returns the block that follows {@code block}, which must not be the last one. */
  Block blockAfter(MemorySegment file, Block block) {
    return blockAt(file, block.end(), block.endPosition());
  }

  private Block blockAt(MemorySegment file, long offset, long position) {
    if (SegmentFormat.isBlockHeader(file, offset)) {
      Block block = SegmentFormat.decodeBlock(file, offset);
      if (block.position() == position && block.end() <= file.byteSize()) {
        return block;
      }
    }
    throw ModynException.dataLoss("%s: the block at byte %s is damaged", path, offset);
  }

  /** Returns the position of the first sample of {@code triggerId} or later, which must exist. */
  long startOfTrigger(int triggerId) {
    return firstBlock(block -> block.triggerId() >= triggerId).position();
  }

  /** Returns the first block that is what is asked for; there is one. */
  private Block firstBlock(Predicate<Block> wanted) {
    return MappedMemory.reading(
        path,
        () -> {
          try (Arena arena = Arena.ofConfined()) {
            MemorySegment file = map(arena);
            Block block = firstBlock(file);
            while (!wanted.test(block)) {
              block = blockAfter(file, block);
            }
            return block;
          }
        });
  }

  /** Appends a block and syncs it; a partial write is truncated. */
  void append(int triggerId, SeenSamples samples) {
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      MemorySegment block = SegmentFormat.encodeBlock(arena, triggerId, endPosition, samples);
      try {
        // a failed truncation may have left bytes behind
        channel.truncate(length);
        write(channel, block, length);
        channel.force(false);
      } catch (IOException e) {
        channel.truncate(length);
        throw e;
      }
      grow(block.byteSize(), triggerId, samples.size());
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(path, e);
    }
  }

  /** Writes in chunks, as a single write is limited in size. */
  private static void write(FileChannel channel, MemorySegment bytes, long position)
      throws IOException {
    long piece = 1L << 26;
    for (long written = 0; written < bytes.byteSize(); written += piece) {
      long size = Math.min(piece, bytes.byteSize() - written);
      DurableFiles.writeFully(
          channel, bytes.asSlice(written, size).asByteBuffer(), position + written);
    }
  }

  /**
   * Truncates the file to {@code position}, which must be the end of a block other than the last.
   */
  void truncate(long position) {
    Block block = firstBlock(candidate -> candidate.endPosition() >= position);
    if (block.endPosition() != position) {
      throw ModynException.internal(
          "%s: cannot truncate to position %s: it is not the end of a block", path, position);
    }
    length = block.end();
    endPosition = position;
    lastTriggerId = block.triggerId();
    cut(length);
  }

  private void cut(long length) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.truncate(length);
      channel.force(true);
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(path, e);
    }
  }
}
