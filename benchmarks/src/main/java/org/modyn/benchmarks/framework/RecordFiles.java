package org.modyn.benchmarks.framework;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Memory-mapped files of fixed-size records: the baseline of benchmarks that transfer samples.
 * Sample {@code i} is record {@code i} of all files in order of their names.
 */
public final class RecordFiles implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final int recordSize;
  private final int labelSize;
  private final MemorySegment[] files;
  private final int[] firstSamples;
  private final int size;

  /**
   * @param labelSize the number of bytes at the beginning of a record that are not part of the
   *     sample
   */
  public RecordFiles(Path directory, int recordSize, int labelSize) throws IOException {
    this.recordSize = recordSize;
    this.labelSize = labelSize;
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
      samples += (int) (files[index].byteSize() / recordSize);
    }
    size = samples;
  }

  /** Returns the number of samples. */
  public int size() {
    return size;
  }

  /** Returns the size of a sample in bytes. */
  public int sampleSize() {
    return recordSize - labelSize;
  }

  /** Returns the index of the file that has a sample. */
  public int fileOf(int sample) {
    int file = Arrays.binarySearch(firstSamples, sample);
    return file < 0 ? -file - 2 : file;
  }

  /** Returns the index of the sample after the last one of a file. */
  public int endOf(int file) {
    return file + 1 < files.length ? firstSamples[file + 1] : size;
  }

  /** Returns the contents of a file, read only. */
  public MemorySegment bytes(int file) {
    return files[file];
  }

  /** Returns the offset of a sample's record in its file, in bytes. */
  public long offset(int file, int sample) {
    return (long) (sample - firstSamples[file]) * recordSize;
  }

  /**
   * Copies samples without their labels to consecutive memory.
   *
   * @param samples the indexes of the samples, in the order of the copies
   * @param target at least {@link #sampleSize} bytes per sample
   */
  public void copy(int[] samples, MemorySegment target) {
    long position = 0;
    int sampleSize = sampleSize();
    for (int sample : samples) {
      int file = fileOf(sample);
      long offset = offset(file, sample);
      MemorySegment.copy(files[file], offset + labelSize, target, position, sampleSize);
      position += sampleSize;
    }
  }

  /** Reads the labels of all samples, each of four bytes, and returns their sum. */
  public long sumOfLabels() {
    long sum = 0;
    for (MemorySegment file : files) {
      for (long offset = 0; offset < file.byteSize(); offset += recordSize) {
        sum += file.get(ValueLayout.JAVA_INT_UNALIGNED, offset);
      }
    }
    return sum;
  }

  @Override
  public void close() {
    arena.close();
  }
}
