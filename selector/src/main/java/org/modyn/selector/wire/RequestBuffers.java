package org.modyn.selector.wire;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.modyn.common.wire.NumberColumn;

/**
 * The buffers of one request with samples: its bytes, and the columns that they are decoded into. A
 * few are pooled, so that ingesting millions of samples per second creates almost no garbage.
 */
final class RequestBuffers {
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

  /** Pools the buffers of up to 4 requests, 24 MiB each, which fits 500,000 samples. */
  static final class Pool {
    private static final int POOLED = 4;
    private static final long LARGEST_POOLED = 24 << 20;

    private final BlockingQueue<RequestBuffers> kept = new ArrayBlockingQueue<>(POOLED);

    RequestBuffers acquire() {
      RequestBuffers buffers = kept.poll();
      return buffers == null ? new RequestBuffers() : buffers;
    }

    void release(RequestBuffers buffers) {
      if (buffers.size() <= LARGEST_POOLED) {
        buffers.clear();
        kept.offer(buffers);
      }
    }
  }
}
