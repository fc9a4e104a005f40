package org.modyn.common.trained;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;

/**
 * Writes a file of trained samples while a training runs. Takes 2.6 MB of memory, whatever the
 * number of samples; a block is written when it is full, when the epoch changes, and at {@link
 * #sync}. A file that is interrupted can be {@linkplain #resume continued} from each {@link #sync}.
 *
 * <p>Must be created, used and closed on the same thread.
 */
public final class TrainedSamplesWriter implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment block = arena.allocate(TrainedSamplesFormat.MAXIMUM_BLOCK_SIZE);
  private final TrainedSamples pending = new TrainedSamples();
  private long offset;
  private long samplesWritten;

  private TrainedSamplesWriter(Path path, FileChannel channel, long offset, long samplesWritten) {
    this.path = requireNonNull(path, "path is null");
    this.channel = requireNonNull(channel, "channel is null");
    this.offset = offset;
    this.samplesWritten = samplesWritten;
  }

  /**
   * Creates the file of a training, replacing one that exists.
   *
   * @throws ModynException as {@link DurableFiles#cannotWrite}
   */
  public static TrainedSamplesWriter create(Path path, int pipelineId, int triggerId) {
    try {
      FileChannel channel =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING);
      TrainedSamplesWriter writer = new TrainedSamplesWriter(path, channel, 0, 0);
      TrainedSamplesFormat.encodeHeader(writer.block, pipelineId, triggerId);
      writer.append(TrainedSamplesFormat.HEADER_SIZE);
      return writer;
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(path, e);
    }
  }

  /**
   * Continues the file of a training after its first {@code samples} samples; what follows them is
   * removed.
   *
   * @param samples the result of {@link #samples} at a {@link #sync}
   * @return empty, without a change of the file, if it is missing, damaged or of another training,
   *     or has not been synced after so many samples
   * @throws ModynException as {@link DurableFiles#cannotWrite}
   */
  public static Optional<TrainedSamplesWriter> resume(
      Path path, int pipelineId, int triggerId, long samples) {
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    return endOf(path, pipelineId, triggerId, samples).map(end -> resume(path, end, samples));
  }

  private static TrainedSamplesWriter resume(Path path, long end, long samples) {
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
      channel.truncate(end);
      return new TrainedSamplesWriter(path, channel, end, samples);
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(path, e);
    }
  }

  /** Returns the position after the block that ends with the given number of samples. */
  private static Optional<Long> endOf(Path path, int pipelineId, int triggerId, long samples) {
    TrainedSamples block = new TrainedSamples();
    try (TrainedSamplesReader reader = TrainedSamplesReader.open(path, pipelineId, triggerId)) {
      boolean found = true;
      while (found && reader.samples() < samples) {
        found = reader.next(block);
      }
      return reader.samples() == samples ? Optional.of(reader.offset()) : Optional.empty();
    } catch (ModynException e) {
      if (e.category() != ErrorCategory.DATA_LOSS) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /**
   * Adds the samples of a batch.
   *
   * @param epoch from 0
   * @param count the number of samples; further elements of the columns are ignored
   * @param weights float32 in the byte order of the machine, as are the other columns
   * @throws ModynException as {@link DurableFiles#cannotWrite}
   */
  public void add(
      int epoch,
      int count,
      long[] keys,
      MemorySegment weights,
      MemorySegment losses,
      MemorySegment gradientNorms) {
    if (epoch != pending.epoch()) {
      flush();
    }
    int done = 0;
    while (done < count) {
      int size = pending.size();
      int portion = Math.min(count - done, TrainedSamples.CAPACITY - size);
      System.arraycopy(keys, done, pending.keys(), size, portion);
      copy(weights, done, pending.weights(), size, portion);
      copy(losses, done, pending.losses(), size, portion);
      copy(gradientNorms, done, pending.gradientNorms(), size, portion);
      pending.set(epoch, size + portion);
      done += portion;
      if (pending.size() == TrainedSamples.CAPACITY) {
        flush();
      }
    }
  }

  private static void copy(MemorySegment source, int from, float[] target, int to, int count) {
    MemorySegment.copy(
        source, ValueLayout.JAVA_FLOAT_UNALIGNED, (long) Float.BYTES * from, target, to, count);
  }

  /** The number of samples that have been added. */
  public long samples() {
    return samplesWritten + pending.size();
  }

  /**
   * Writes and syncs all samples that have been added, so that the file can be continued from here.
   */
  public void sync() {
    flush();
    try {
      channel.force(true);
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(path, e);
    }
  }

  private void flush() {
    if (pending.size() == 0) {
      return;
    }
    TrainedSamplesFormat format = TrainedSamplesFormat.of(pending);
    format.encode(pending, block);
    try {
      append(format.blockSize());
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(path, e);
    }
    samplesWritten += pending.size();
    pending.set(pending.epoch(), 0);
  }

  private void append(long size) throws IOException {
    DurableFiles.writeFully(channel, block.asSlice(0, size).asByteBuffer(), offset);
    offset += size;
  }

  /** Closes the file, without the samples that were added since the last {@link #sync}. */
  @Override
  public void close() {
    arena.close();
    try {
      channel.close();
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(path, e);
    }
  }
}
