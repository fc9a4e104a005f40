package org.modyn.selector.wire;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * What a request with samples takes up while it is worked on: its bytes, and the columns that they
 * are decoded into. A few are kept and used again, so that a selector that is told of millions of
 * samples a second makes next to no garbage, and its heap does not grow.
 */
final class RequestMemory {
  private byte[] bytes = new byte[0];
  private final NumberColumn keys = new NumberColumn();
  private final NumberColumn timestamps = new NumberColumn();
  private final NumberColumn labels = new NumberColumn();

  byte[] bytes() {
    return bytes;
  }

  void setBytes(byte[] bytes) {
    this.bytes = requireNonNull(bytes, "bytes is null");
  }

  NumberColumn keys() {
    return keys;
  }

  NumberColumn timestamps() {
    return timestamps;
  }

  NumberColumn labels() {
    return labels;
  }

  private long size() {
    long values = (long) keys.capacity() + timestamps.capacity() + labels.capacity();
    return bytes.length + Long.BYTES * values;
  }

  private void clear() {
    keys.clear();
    timestamps.clear();
    labels.clear();
  }

  /** Keeps the memory of up to 4 requests, 24 MiB each: a request of 500,000 samples fits. */
  static final class Pool {
    private static final int POOLED = 4;
    private static final long LARGEST_POOLED = 24 << 20;

    private final BlockingQueue<RequestMemory> kept = new ArrayBlockingQueue<>(POOLED);

    RequestMemory take() {
      RequestMemory memory = kept.poll();
      return memory == null ? new RequestMemory() : memory;
    }

    void giveBack(RequestMemory memory) {
      if (memory.size() <= LARGEST_POOLED) {
        memory.clear();
        kept.offer(memory);
      }
    }
  }
}
