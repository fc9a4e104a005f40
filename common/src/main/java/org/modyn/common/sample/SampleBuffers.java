package org.modyn.common.sample;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** The memory of one message. It grows to the largest one it has held and is used again. */
final class SampleBuffers {
  byte[] bytes = new byte[64 << 10];
  int[] offsets = new int[256];
  int[] lengths = new int[256];
  long[] keys = new long[256];
  long[] labels = new long[256];

  void reserveBytes(int size) {
    if (size > bytes.length) {
      bytes = new byte[Math.max(size, (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 16))];
    }
  }

  void growSamples() {
    offsets = Arrays.copyOf(offsets, 2 * offsets.length);
    lengths = Arrays.copyOf(lengths, 2 * lengths.length);
  }

  /** The first {@code used} bytes stay. */
  void growBytes(int used, int size) {
    if (size > bytes.length) {
      long doubled = Math.min(2L * bytes.length, Integer.MAX_VALUE - 16);
      byte[] grown = new byte[(int) Math.max(size, doubled)];
      System.arraycopy(bytes, 0, grown, 0, used);
      bytes = grown;
    }
  }

  void growNumbers() {
    keys = Arrays.copyOf(keys, 2 * keys.length);
    labels = Arrays.copyOf(labels, 2 * labels.length);
  }

  /**
   * Keeps a few buffers of finished messages for the next ones, the last one first, because a
   * processor may still have it in its cache; the garbage collector has the rest. Arrays of this
   * size are costly to make: the collector treats each as a region of its own.
   */
  static final class Pool {
    /** Twice the largest message of many samples; larger is a single sample's. */
    private static final int MAXIMUM_KEPT_BYTES = 8 << 20;

    private final int capacity;
    private final Deque<SampleBuffers> free = new ArrayDeque<>();

    Pool(int capacity) {
      this.capacity = capacity;
    }

    synchronized SampleBuffers take() {
      SampleBuffers buffers = free.poll();
      return buffers == null ? new SampleBuffers() : buffers;
    }

    synchronized void giveBack(SampleBuffers buffers) {
      if (free.size() < capacity && buffers.bytes.length <= MAXIMUM_KEPT_BYTES) {
        free.push(buffers);
      }
    }
  }
}
