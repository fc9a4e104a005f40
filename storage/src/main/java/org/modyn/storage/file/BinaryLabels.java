package org.modyn.storage.file;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.modyn.storage.file.BinaryFileWrapper.Order;

/**
 * Reads the labels of a file with records of fixed size. Labels of 1, 2, 4 and 8 bytes are read at
 * memory bandwidth.
 */
final class BinaryLabels {
  private static final int BATCH = 1 << 12;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final int recordSize;
  private final int labelSize;
  private final boolean bigEndian;

  BinaryLabels(int recordSize, int labelSize, Order order) {
    this.recordSize = recordSize;
    this.labelSize = labelSize;
    this.bigEndian = order == Order.BIG;
  }

  /**
   * Returns the largest number of records whose labels are guaranteed to fit into {@code
   * maximumBytes}.
   */
  int maximumRecords(int maximumBytes) {
    // labels are unsigned, the column is signed
    int width =
        switch (labelSize) {
          case 0 -> 1;
          case 1 -> 2;
          case 2 -> 4;
          default -> 8;
        };
    return maximumBytes / width;
  }

  PackedLabels read(MemorySegment content, int records) {
    PackedLabelsBuilder packed = new PackedLabelsBuilder(records);
    long[] labels = new long[Math.min(records, BATCH)];
    for (int first = 0; first < records; first += BATCH) {
      int count = Math.min(BATCH, records - first);
      read(content, (long) first * recordSize, labels, count);
      packed.append(labels, count);
    }
    return packed.build();
  }

  private void read(MemorySegment content, long start, long[] labels, int count) {
    switch (labelSize) {
      case 0 -> Arrays.fill(labels, 0);
      case 1 -> readBytes(content, start, labels, count);
      case 2 -> readShorts(content, start, labels, count);
      case 4 -> readInts(content, start, labels, count);
      case 8 -> readLongs(content, start, labels, count);
      default -> readOthers(content, start, labels, count);
    }
  }

  private void readBytes(MemorySegment content, long start, long[] labels, int count) {
    for (int i = 0; i < count; i++) {
      labels[i] = content.get(ValueLayout.JAVA_BYTE, start + (long) i * recordSize) & 0xFF;
    }
  }

  private void readShorts(MemorySegment content, long start, long[] labels, int count) {
    for (int i = 0; i < count; i++) {
      short label = content.get(SHORT, start + (long) i * recordSize);
      labels[i] = (bigEndian ? Short.reverseBytes(label) : label) & 0xFFFF;
    }
  }

  private void readInts(MemorySegment content, long start, long[] labels, int count) {
    for (int i = 0; i < count; i++) {
      int label = content.get(INT, start + (long) i * recordSize);
      labels[i] = (bigEndian ? Integer.reverseBytes(label) : label) & 0xFFFF_FFFFL;
    }
  }

  private void readLongs(MemorySegment content, long start, long[] labels, int count) {
    for (int i = 0; i < count; i++) {
      long label = content.get(LONG, start + (long) i * recordSize);
      labels[i] = bigEndian ? Long.reverseBytes(label) : label;
    }
  }

  private void readOthers(MemorySegment content, long start, long[] labels, int count) {
    for (int i = 0; i < count; i++) {
      long offset = start + (long) i * recordSize;
      long label = 0;
      for (int j = 0; j < labelSize; j++) {
        int index = bigEndian ? j : labelSize - 1 - j;
        label = label << 8 | (content.get(ValueLayout.JAVA_BYTE, offset + index) & 0xFF);
      }
      labels[i] = label;
    }
  }
}
