package org.modyn.selector.seen;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.selector.seen.SegmentFormat.Block;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One segment file and the index of its blocks: 40 bytes of memory a batch that arrived. A block is
 * written and synced before {@link #append} returns, so that only a process or machine that died in
 * between leaves an incomplete block, and only at the end of the newest segment.
 */
final class Segment {
  private static final Logger LOGGER = LoggerFactory.getLogger(Segment.class);
  private static final String SUFFIX = ".segment";

  private final Path path;
  private final long firstPosition;
  private final List<Block> blocks;

  private Segment(Path path, long firstPosition, List<Block> blocks) {
    this.path = path;
    this.firstPosition = firstPosition;
    this.blocks = blocks;
  }

  static boolean isSegment(Path path) {
    return path.getFileName().toString().endsWith(SUFFIX);
  }

  /** Writes a new file without blocks. */
  static Segment create(Path directory, int pipelineId, long firstPosition) {
    Path path = directory.resolve("%020d%s".formatted(firstPosition, SUFFIX));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment header = SegmentFormat.encodeHeader(arena, pipelineId, firstPosition);
      DurableFiles.writeAtomically(
          path, channel -> DurableFiles.writeFully(channel, header.asByteBuffer(), 0));
    }
    return new Segment(path, firstPosition, new ArrayList<>());
  }

  /**
   * Reads the index of an existing file.
   *
   * @param firstPosition where the segment before ends
   * @param newest whether the file was still being written, so that its end may be torn; a torn end
   *     is cut off
   * @param recordedCount how many samples are known to have been written in full; columns beyond
   *     are verified here, the others whenever they are read
   * @throws ModynException DATA_LOSS, naming the file, when anything but the end is damaged
   */
  static Segment open(
      Path path, int pipelineId, long firstPosition, boolean newest, long recordedCount) {
    List<Block> blocks = new ArrayList<>();
    long length;
    long intact;
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      length = channel.size();
      MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, length, arena);
      if (!SegmentFormat.isHeader(file, pipelineId, firstPosition)) {
        throw ModynException.dataLoss(
            "%s: not a segment of pipeline %s that starts at position %s: its header is damaged, or"
                + " the segment before it is missing",
            path, pipelineId, firstPosition);
      }
      intact = scan(path, file, firstPosition, recordedCount, blocks);
      if (intact < length && (!newest || hasBlockAfter(file, intact))) {
        throw ModynException.dataLoss(
            "%s: the block at byte %s is damaged, and it is not the last one", path, intact);
      }
    } catch (IOException e) {
      throw DurableFiles.cannotRead(path, e);
    }
    Segment segment = new Segment(path, firstPosition, blocks);
    if (intact < length) {
      if (segment.endPosition() < recordedCount) {
        throw ModynException.dataLoss(
            "%s: the block at byte %s is damaged; it holds samples from position %s, and triggers"
                + " were computed over %s samples",
            path, intact, segment.endPosition(), recordedCount);
      }
      LOGGER.warn(
          "{}: cut off {} bytes at the end, a write that was interrupted before it was"
              + " acknowledged; pipeline {} has seen {} samples",
          path,
          length - intact,
          pipelineId,
          segment.endPosition());
      segment.cut(intact);
    }
    return segment;
  }

  /** Collects the intact blocks and returns where they end. */
  private static long scan(
      Path path, MemorySegment file, long firstPosition, long recordedCount, List<Block> blocks) {
    long offset = SegmentFormat.HEADER_SIZE;
    long position = firstPosition;
    while (SegmentFormat.isBlockHeader(file, offset)) {
      Block block = SegmentFormat.decodeBlock(file, offset);
      if (block.position() != position) {
        throw ModynException.dataLoss(
            "%s: the block at byte %s starts at position %s instead of %s",
            path, offset, block.position(), position);
      }
      boolean recorded = block.endPosition() <= recordedCount;
      if (block.end() > file.byteSize() || !(recorded || areColumnsIntact(file, block))) {
        break;
      }
      blocks.add(block);
      offset = block.end();
      position = block.endPosition();
    }
    return offset;
  }

  private static boolean areColumnsIntact(MemorySegment file, Block block) {
    for (Column column : Column.values()) {
      if (!SegmentFormat.isIntact(file, block, column)) {
        return false;
      }
    }
    return true;
  }

  /** A damaged block with another behind it was not torn by a crash: it was acknowledged. */
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

  Path path() {
    return path;
  }

  List<Block> blocks() {
    return blocks;
  }

  long firstPosition() {
    return firstPosition;
  }

  long endPosition() {
    return blocks.isEmpty() ? firstPosition : blocks.getLast().endPosition();
  }

  private long length() {
    return blocks.isEmpty() ? SegmentFormat.HEADER_SIZE : blocks.getLast().end();
  }

  /** Adds a block and syncs it; a block that cannot be written in full is taken back. */
  void append(int triggerId, SeenSamples samples) {
    long offset = length();
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      MemorySegment block = SegmentFormat.encodeBlock(arena, triggerId, endPosition(), samples);
      try {
        // what a truncation that failed may have left
        channel.truncate(offset);
        write(channel, block, offset);
        channel.force(false);
      } catch (IOException e) {
        channel.truncate(offset);
        throw e;
      }
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(path, e);
    }
    blocks.add(new Block(offset, triggerId, endPosition(), samples.size()));
  }

  /** Writes in pieces, as the runtime and the system take only so much at once. */
  private static void write(FileChannel channel, MemorySegment bytes, long position)
      throws IOException {
    long piece = 1L << 26;
    for (long written = 0; written < bytes.byteSize(); written += piece) {
      long size = Math.min(piece, bytes.byteSize() - written);
      DurableFiles.writeFully(
          channel, bytes.asSlice(written, size).asByteBuffer(), position + written);
    }
  }

  /** Takes back the blocks that end after {@code position}, which must be where a block ends. */
  void truncate(long position) {
    while (!blocks.isEmpty() && blocks.getLast().endPosition() > position) {
      blocks.removeLast();
    }
    if (endPosition() != position) {
      throw ModynException.internal(
          "%s: cannot truncate to position %s: no block ends there", path, position);
    }
    cut(length());
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
