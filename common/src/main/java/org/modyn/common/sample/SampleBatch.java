package org.modyn.common.sample;

import static java.util.Objects.checkFromToIndex;
import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The samples of one message: keys, labels, and the offset of each sample in one buffer. There is
 * no object per sample: consumers copy what they need from {@link #bytes}.
 *
 * <p>{@link #close} returns the buffer to the pool; the batch, including {@link #bytes}, must not
 * be used afterwards. A batch that is never closed is garbage collected. Not thread safe.
 */
public final class SampleBatch implements AutoCloseable {
  private static final long[] NO_KEYS = {};

  private final Optional<SampleBuffers.Pool> pool;
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
    this.pool = Optional.of(pool);
    this.buffers = requireNonNull(buffers, "buffers is null");
    this.segment = MemorySegment.ofArray(buffers.bytes).asSlice(0, messageBytes).asReadOnly();
    this.size = size;
    this.deletedKeys = deletedKeys;
    this.unreadableKeys = unreadableKeys;
  }

  private SampleBatch(MemorySegment segment, SampleBuffers buffers, int size) {
    this.pool = Optional.empty();
    this.segment = segment;
    this.buffers = buffers;
    this.size = size;
    this.deletedKeys = NO_KEYS;
    this.unreadableKeys = NO_KEYS;
  }

  /**
   * Returns samples in memory of the caller, for samples that come from elsewhere than a storage
   * server. Neither the memory nor the arrays are copied.
   *
   * @param bytes the memory with the samples
   * @param size the number of samples; at most the length of each array
   * @param offsets of the samples in {@code bytes}, in bytes
   * @param lengths of the samples in bytes
   */
  public static SampleBatch of(
      MemorySegment bytes, int size, int[] offsets, int[] lengths, long[] keys, long[] labels) {
    checkFromToIndex(0, size, offsets.length);
    checkFromToIndex(0, size, lengths.length);
    checkFromToIndex(0, size, keys.length);
    checkFromToIndex(0, size, labels.length);
    return new SampleBatch(
        bytes.asReadOnly(), new SampleBuffers(offsets, lengths, keys, labels), size);
  }

  /** Returns the number of samples. */
  public int size() {
    return size;
  }

  public long key(int index) {
    return open().keys[checkIndex(index, size)];
  }

  /** Copies all keys. */
  void copyKeys(long[] target, int to) {
    System.arraycopy(open().keys, 0, target, to, size);
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
      if (pool.isPresent()) {
        pool.get().giveBack(buffers);
      }
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
