package org.modyn.benchmarks.selector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** The minimum work of a selector, in this process, on a file. */
final class SelectorBaseline implements AutoCloseable {
  private static final int COLUMNS = 3;

  private final FileChannel channel;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment batch =
      arena.allocate((long) SampleBatches.BATCH * COLUMNS * Long.BYTES, Long.BYTES);

  private SelectorBaseline(FileChannel channel) {
    this.channel = channel;
  }

  static SelectorBaseline create(Path file) throws IOException {
    return new SelectorBaseline(
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING));
  }

  /** Writes three columns of the same number of values, and syncs after each batch. */
  void append(long samples) {
    try {
      channel.truncate(0);
      for (long written = 0; written < samples; written += SampleBatches.BATCH) {
        write(batch.asByteBuffer());
        channel.force(false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Shuffles the same number of keys, writes them and their weights, and syncs. */
  void shuffleAndWrite(int samples) {
    long[] keys = LongStream.range(0, samples).toArray();
    SplittableRandom random = new SplittableRandom(1);
    for (int index = samples - 1; index > 0; index--) {
      int other = random.nextInt(index + 1);
      long key = keys[index];
      keys[index] = keys[other];
      keys[other] = key;
    }
    try (Arena confined = Arena.ofConfined()) {
      MemorySegment bytes = confined.allocate((long) (Long.BYTES + Float.BYTES) * samples);
      MemorySegment.copy(keys, 0, bytes, ValueLayout.JAVA_LONG_UNALIGNED, 0, samples);
      channel.truncate(0);
      write(bytes.asByteBuffer());
      channel.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(ByteBuffer bytes) throws IOException {
    long position = channel.size();
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }

  /** Reads the output of {@link #shuffleAndWrite} into arrays. */
  void read(int samples) {
    try (Arena confined = Arena.ofConfined()) {
      MemorySegment file = channel.map(MapMode.READ_ONLY, 0, channel.size(), confined);
      long[] keys = new long[samples];
      float[] weights = new float[samples];
      MemorySegment.copy(file, ValueLayout.JAVA_LONG_UNALIGNED, 0, keys, 0, samples);
      MemorySegment.copy(
          file, ValueLayout.JAVA_FLOAT_UNALIGNED, (long) Long.BYTES * samples, weights, 0, samples);
      if (keys.length != weights.length) {
        throw new IllegalStateException("a key without a weight");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    arena.close();
    channel.close();
  }
}
