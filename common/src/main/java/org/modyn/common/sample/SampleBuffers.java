package org.modyn.common.sample;

import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** The memory of one batch. It grows to the largest message it has held and is used again. */
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

  /**
   * Keeps a few buffers of closed batches for the next ones; the garbage collector has the rest.
   */
  static final class Pool {
    private final BlockingQueue<SampleBuffers> free;

    Pool(int capacity) {
      this.free = new ArrayBlockingQueue<>(capacity);
    }

    SampleBuffers take() {
      SampleBuffers buffers = free.poll();
      return buffers == null ? new SampleBuffers() : buffers;
    }

    void giveBack(SampleBuffers buffers) {
      free.offer(buffers);
    }
  }
}
