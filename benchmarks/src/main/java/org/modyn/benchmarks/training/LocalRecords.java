package org.modyn.benchmarks.training;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.modyn.benchmarks.framework.CriteoData;
import org.modyn.benchmarks.framework.RecordFiles;
import org.modyn.common.sample.SampleBatch;
import org.modyn.ml.parser.BytesParser;
import org.modyn.ml.parser.SampleParser;
import org.modyn.ml.tensor.TensorBatch;

/**
 * Parses consecutive records of {@link CriteoData} in memory-mapped files. The key of a sample is
 * its index. Not safe for concurrent use.
 */
final class LocalRecords {
  private static final ValueLayout.OfInt LABEL =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final RecordFiles files;
  private final SampleParser parser;
  private final int[] offsets;
  private final int[] lengths;
  private final long[] keys;
  private final long[] labels;

  /**
   * @param maximum the largest number of records that are read at once
   */
  LocalRecords(RecordFiles files, int maximum, BytesParser parser) {
    this.files = requireNonNull(files, "files is null");
    this.parser = parser.open(0);
    offsets = new int[maximum];
    lengths = new int[maximum];
    keys = new long[maximum];
    labels = new long[maximum];
  }

  /**
   * Fills a batch.
   *
   * @param first the index of the first sample
   */
  void read(int first, int count, TensorBatch batch) {
    int row = 0;
    while (row < count) {
      int file = files.fileOf(first + row);
      int end = Math.min(first + count, files.endOf(file));
      row = read(file, first + row, end, batch, row);
    }
    batch.setSize(count);
  }

  private int read(int file, int from, int to, TensorBatch batch, int firstRow) {
    MemorySegment bytes = files.bytes(file);
    int size = to - from;
    for (int index = 0; index < size; index++) {
      long record = files.offset(file, from + index);
      keys[index] = from + index;
      labels[index] = bytes.get(LABEL, record);
      offsets[index] = (int) record + CriteoData.LABEL_SIZE;
      lengths[index] = files.sampleSize();
    }
    int row = firstRow;
    try (SampleBatch samples = SampleBatch.of(bytes, size, offsets, lengths, keys, labels)) {
      for (int index = 0; index < size; index++) {
        parser.parse(samples, index, 0, batch, row);
        batch.keys()[row] = keys[index];
        batch.labels().setAtIndex(ValueLayout.JAVA_LONG, row, labels[index]);
        row++;
      }
    }
    return row;
  }
}
