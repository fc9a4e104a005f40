package org.modyn.common.sample;

import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;

/**
 * The samples of one message: keys, labels, and where in one piece of memory each sample lies.
 * There is no object a sample: a consumer copies what it needs from {@link #bytes}.
 *
 * <p>{@link #close} gives the memory back for the next batch; nothing of the batch may be used
 * after it, {@link #bytes} included. A batch that is never closed costs its memory, nothing else.
 * Not for concurrent use.
 */
public final class SampleBatch implements AutoCloseable {
  private final SampleBuffers.Pool pool;
  private final MemorySegment segment;
  private final int size;
  private SampleBuffers buffers;

  SampleBatch(SampleBuffers.Pool pool, SampleBuffers buffers, int messageBytes, int size) {
    this.pool = requireNonNull(pool, "pool is null");
    this.buffers = requireNonNull(buffers, "buffers is null");
    this.segment = MemorySegment.ofArray(buffers.bytes).asSlice(0, messageBytes).asReadOnly();
    this.size = size;
  }

  /** Number of samples. */
  public int size() {
    return size;
  }

  public long key(int index) {
    return open().keys[checkIndex(index, size)];
  }

  public long label(int index) {
    return open().labels[checkIndex(index, size)];
  }

  /** The memory that all samples lie in, read only. */
  public MemorySegment bytes() {
    open();
    return segment;
  }

  /** Where sample {@code index} begins in {@link #bytes}, in bytes; not aligned to anything. */
  public long offset(int index) {
    return open().offsets[checkIndex(index, size)];
  }

  /** Bytes of sample {@code index}. */
  public int length(int index) {
    return open().lengths[checkIndex(index, size)];
  }

  @Override
  public void close() {
    if (buffers != null) {
      pool.giveBack(buffers);
      buffers = null;
    }
  }

  private SampleBuffers open() {
    if (buffers == null) {
      throw new IllegalStateException("the batch is closed");
    }
    return buffers;
  }
}
