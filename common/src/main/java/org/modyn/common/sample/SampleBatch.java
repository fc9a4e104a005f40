package org.modyn.common.sample;

import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;

/**
 * The samples of one message: keys, labels, and the offset of each sample in one buffer. There is
 * no object per sample: consumers copy what they need from {@link #bytes}.
 *
 * <p>{@link #close} returns the buffer to the pool; the batch, including {@link #bytes}, must not
 * be used afterwards. A batch that is never closed is garbage collected. Not thread safe.
 */
public final class SampleBatch implements AutoCloseable {
  private final SampleBuffers.Pool pool;
  private final MemorySegment segment;
  private final int size;
  private final long[] deletedKeys;
  private final long[] unreadableKeys;
  private SampleBuffers buffers;

  SampleBatch(
      SampleBuffers.Pool pool,
      SampleBuffers buffers,
      int messageBytes,
      int size,
      long[] deletedKeys,
      long[] unreadableKeys) {
    this.pool = requireNonNull(pool, "pool is null");
    this.buffers = requireNonNull(buffers, "buffers is null");
    this.segment = MemorySegment.ofArray(buffers.bytes).asSlice(0, messageBytes).asReadOnly();
    this.size = size;
    this.deletedKeys = deletedKeys;
    this.unreadableKeys = unreadableKeys;
  }

  /** Returns the number of samples. */
  public int size() {
    return size;
  }

  public long key(int index) {
    return open().keys[checkIndex(index, size)];
  }

  public long label(int index) {
    return open().labels[checkIndex(index, size)];
  }

  /** Returns the buffer that contains all samples, read only. */
  public MemorySegment bytes() {
    open();
    return segment;
  }

  /** Returns the offset of sample {@code index} in {@link #bytes}, in bytes, without alignment. */
  public long offset(int index) {
    return open().offsets[checkIndex(index, size)];
  }

  /** Returns the length of sample {@code index} in bytes. */
  public int length(int index) {
    return open().lengths[checkIndex(index, size)];
  }

  /** Returns the keys of requested samples that were skipped as deleted; must not be modified. */
  public long[] deletedKeys() {
    return deletedKeys;
  }

  /**
   * Returns the keys of requested samples that were skipped because their file changed, vanished or
   * cannot be read; must not be modified.
   */
  public long[] unreadableKeys() {
    return unreadableKeys;
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
