package org.modyn.benchmarks;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.modyn.cli.dataset.FlightsPreparation;

/**
 * The flights' files, memory-mapped: the baseline of everything that moves their samples. Sample
 * {@code i} is the i-th record of all files in the order of their names, which is the order of
 * their days.
 */
final class FlightsFiles implements AutoCloseable {
  private static final int LABEL_SIZE = 1;
  private static final int SAMPLE_SIZE = FlightsPreparation.RECORD_SIZE - LABEL_SIZE;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment[] files;
  private final int[] firstSamples;
  private final int size;

  FlightsFiles(Path directory) throws IOException {
    List<Path> paths;
    try (Stream<Path> entries = Files.list(directory)) {
      paths = entries.filter(path -> path.toString().endsWith(".bin")).sorted().toList();
    }
    files = new MemorySegment[paths.size()];
    firstSamples = new int[paths.size()];
    int samples = 0;
    for (int index = 0; index < files.length; index++) {
      try (FileChannel channel = FileChannel.open(paths.get(index), StandardOpenOption.READ)) {
        files[index] = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
      }
      firstSamples[index] = samples;
      samples += (int) (files[index].byteSize() / FlightsPreparation.RECORD_SIZE);
    }
    size = samples;
  }

  int size() {
    return size;
  }

  /**
   * Copies samples, without their labels, one behind the other.
   *
   * @param samples their numbers, in the order of the copies
   * @param target at least 8 bytes a sample
   */
  void copy(int[] samples, MemorySegment target) {
    long position = 0;
    for (int sample : samples) {
      int file = Arrays.binarySearch(firstSamples, sample);
      if (file < 0) {
        file = -file - 2;
      }
      long offset = (long) (sample - firstSamples[file]) * FlightsPreparation.RECORD_SIZE;
      MemorySegment.copy(files[file], offset + LABEL_SIZE, target, position, SAMPLE_SIZE);
      position += SAMPLE_SIZE;
    }
  }

  static long bytes(int samples) {
    return (long) samples * SAMPLE_SIZE;
  }

  @Override
  public void close() {
    arena.close();
  }
}
