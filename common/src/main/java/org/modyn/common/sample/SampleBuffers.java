package org.modyn.common.sample;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** The reusable buffers of one message, which grow to the size of the largest message. */
final class SampleBuffers {
  byte[] bytes;
  int[] offsets;
  int[] lengths;
  long[] keys;
  long[] labels;

  SampleBuffers() {
    this(new int[256], new int[256], new long[256], new long[256]);
    bytes = new byte[64 << 10];
  }

  /** Buffers of samples whose bytes are elsewhere. */
  SampleBuffers(int[] offsets, int[] lengths, long[] keys, long[] labels) {
    this.bytes = new byte[0];
    this.offsets = requireNonNull(offsets, "offsets is null");
    this.lengths = requireNonNull(lengths, "lengths is null");
    this.keys = requireNonNull(keys, "keys is null");
    this.labels = requireNonNull(labels, "labels is null");
  }

  void reserveBytes(int size) {
    if (size > bytes.length) {
      bytes = new byte[Math.max(size, (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 16))];
    }
  }

  void growSamples() {
    offsets = Arrays.copyOf(offsets, 2 * offsets.length);
    lengths = Arrays.copyOf(lengths, 2 * lengths.length);
  }

  /** Grows the buffer and keeps its first {@code used} bytes. */
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
   * A pool of a few buffers, reused in last-in-first-out order, because the most recent one may
   * still be in a processor's cache. Arrays of this size are expensive to allocate: the garbage
   * collector allocates separate regions for each.
   */
  static final class Pool {
    /**
     * More than twice the size of the largest message with several samples; larger buffers are not
     * pooled.
     */
    private static final int MAXIMUM_KEPT_BYTES = 2 << 20;

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
