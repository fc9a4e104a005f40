package org.modyn.common.sample;

import static java.util.Objects.checkFromIndexSize;
import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import org.modyn.common.error.ModynException;
import org.modyn.common.wire.EncodedMessage;
import org.modyn.common.wire.Varints;

/**
 * Encodes the messages of a {@code Get} response. Each sample is copied once, from its source to
 * the message, without an object per sample. One encoder is used for a complete response. It has no
 * buffer between {@link #reset} and the first sample; otherwise it has at most {@value
 * #MAXIMUM_MESSAGE_BYTES} bytes plus 16 per sample, unless a single sample is larger.
 *
 * <p>Not thread safe.
 */
public final class SampleEncoder {
  /**
   * Just below 512 KiB: the smaller a message is, the sooner the client can read it while the next
   * one is written, and the more likely it is still in a processor's cache; below that, the cost
   * per message shows.
   */
  public static final int MAXIMUM_MESSAGE_BYTES = (512 << 10) - 1;

  private static final int SAMPLE_TAG = 1 << 3 | 2;
  private static final int KEYS_TAG = 2 << 3 | 2;
  private static final int LABELS_TAG = 3 << 3 | 2;
  private static final int TAG_AND_LENGTH_BYTES = 6;
  private static final int DELETED_KEYS_TAG = 100 << 3 | 2;
  private static final int UNREADABLE_KEYS_TAG = 101 << 3 | 2;
  private static final int LONGEST_VARINT_BYTES = 10;

  /** The overhead of a message with one sample; reserved so that the bytes are not copied. */
  private static final int SAMPLE_OVERHEAD_BYTES =
      3 * TAG_AND_LENGTH_BYTES + 2 * LONGEST_VARINT_BYTES;

  private static final byte[] NOTHING = {};

  private static final long[] NO_KEYS = {};

  private final int maximumSamples;
  private final int maximumBytes;
  private final SampleBuffers.Pool pool;
  private final LargeSampleBudget budget;
  private int acquired;
  private SampleBuffers buffers;
  private int position;

  /** The end of the current sample in the buffer. */
  private int sampleEnd;

  private int size;
  private int keyBytes;
  private int labelBytes;
  private long[] deletedKeys = NO_KEYS;
  private long[] unreadableKeys = NO_KEYS;
  private EncodedMessage encoded;

  /**
   * @param maximumSamples the maximum number of samples in a message, at least 1
   */
  public SampleEncoder(int maximumSamples) {
    this(
        maximumSamples,
        MAXIMUM_MESSAGE_BYTES,
        new SampleBuffers.Pool(1),
        LargeSampleBudget.ofHeap());
  }

  /**
   * Creates an encoder that shares memory with others.
   *
   * @param maximumBytes the size of a message with several samples, at most {@link
   *     #MAXIMUM_MESSAGE_BYTES}
   * @param budget the memory for samples that are larger than {@link #MAXIMUM_MESSAGE_BYTES}
   */
  SampleEncoder(
      int maximumSamples, int maximumBytes, SampleBuffers.Pool pool, LargeSampleBudget budget) {
    if (maximumSamples < 1) {
      throw new IllegalArgumentException("maximumSamples must be positive: " + maximumSamples);
    }
    this.maximumSamples = maximumSamples;
    this.maximumBytes = Math.min(MAXIMUM_MESSAGE_BYTES, maximumBytes);
    this.pool = requireNonNull(pool, "pool is null");
    this.budget = requireNonNull(budget, "budget is null");
  }

  /** Returns the number of samples added since the last {@link #reset}. */
  public int size() {
    return size;
  }

  /** Returns whether the message has neither samples nor keys of skipped samples. */
  boolean isEmpty() {
    return size == 0 && deletedKeys.length == 0 && unreadableKeys.length == 0;
  }

  /**
   * Sets the keys of requested samples that are skipped. They take up to 10 bytes of the message
   * per key.
   *
   * @param deleted keys of deleted samples; must not be modified afterwards
   * @param unreadable keys of samples whose file cannot be read; must not be modified afterwards
   */
  public void skip(long[] deleted, long[] unreadable) {
    deletedKeys = requireNonNull(deleted, "deleted is null");
    unreadableKeys = requireNonNull(unreadable, "unreadable is null");
  }

  /** Returns the number of samples that still fit, if they are small enough. */
  public int remainingSamples() {
    return maximumSamples - size;
  }

  /** Returns the number of bytes of samples that still fit, slightly fewer for many samples. */
  public int remainingBytes() {
    return Math.max(0, maximumBytes - position - keyBytes - labelBytes - skippedBytes());
  }

  /**
   * Returns whether another sample of {@code length} bytes fits. An empty message accepts a sample
   * of any size.
   */
  public boolean fits(int length) {
    if (size == 0) {
      return true;
    }
    long bytes =
        (long) position + length + keyBytes + labelBytes + skippedBytes() + SAMPLE_OVERHEAD_BYTES;
    return size < maximumSamples && bytes <= maximumBytes;
  }

  /**
   * Appends a contiguous sample.
   *
   * @param source the memory that contains the sample
   * @param offset the offset of the sample in {@code source}
   * @param length the length of the sample in bytes
   * @throws IllegalStateException when the message was encoded already, or the previous sample is
   *     incomplete
   */
  public void add(MemorySegment source, long offset, int length, long key, long label) {
    requireNonNull(source, "source is null");
    checkFromIndexSize(offset, length, source.byteSize());
    begin(length, key, label);
    append(source, offset, length);
  }

  /**
   * Starts a sample whose bytes are added by {@link #append}, in any number of parts.
   *
   * @param length the length of the sample in bytes
   * @throws ModynException RESOURCE_EXHAUSTED when it is large and there is no memory for it
   * @throws IllegalStateException when the message was encoded already, or the previous sample is
   *     incomplete
   */
  public void begin(int length, long key, long label) {
    if (length < 0) {
      throw new IllegalArgumentException("length must not be negative: " + length);
    }
    if (encoded != null) {
      throw new IllegalStateException("the message is encoded; reset() starts the next one");
    }
    requireWholeSamples();
    if (length > MAXIMUM_MESSAGE_BYTES) {
      acquired += budget.acquire(length);
    }
    if (buffers == null) {
      buffers = pool.take();
    }
    reserve(Math.addExact(length, SAMPLE_OVERHEAD_BYTES));
    buffers.bytes[position++] = SAMPLE_TAG;
    position = Varints.put(buffers.bytes, position, length);
    sampleEnd = position + length;
    if (size == buffers.keys.length || size == buffers.labels.length) {
      buffers.growNumbers();
    }
    buffers.keys[size] = key;
    buffers.labels[size] = label;
    size++;
    keyBytes += Varints.size(key);
    labelBytes += Varints.size(label);
  }

  /**
   * Appends the next bytes of the current sample.
   *
   * @param source the memory that contains the bytes
   * @param offset the offset of the bytes in {@code source}
   * @param length the number of bytes
   * @throws IllegalStateException when they exceed the length of the sample
   */
  public void append(MemorySegment source, long offset, int length) {
    if (length > sampleEnd - position) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%d bytes are appended to a sample that lacks %d",
              length,
              sampleEnd - position));
    }
    MemorySegment.copy(source, ValueLayout.JAVA_BYTE, offset, buffers.bytes, position, length);
    position += length;
  }

  /**
   * Returns the message. Nothing can be added to it until {@link #reset}.
   *
   * @throws IllegalStateException when the last sample is incomplete
   */
  public EncodedMessage encode() {
    requireWholeSamples();
    if (encoded == null) {
      if (!isEmpty()) {
        if (buffers == null) {
          buffers = pool.take();
        }
        reserve(4 * TAG_AND_LENGTH_BYTES + keyBytes + labelBytes + skippedBytes());
        putPacked(KEYS_TAG, buffers.keys, size, keyBytes);
        putPacked(LABELS_TAG, buffers.labels, size, labelBytes);
        putPacked(DELETED_KEYS_TAG, deletedKeys);
        putPacked(UNREADABLE_KEYS_TAG, unreadableKeys);
      }
      sampleEnd = position;
      encoded = new EncodedMessage(isEmpty() ? NOTHING : buffers.bytes, 0, position);
    }
    return encoded;
  }

  /**
   * Starts the next message. The previous one stays readable until the transport has consumed it.
   */
  public void reset() {
    if (buffers != null && (encoded == null || encoded.isSent())) {
      pool.giveBack(buffers);
    }
    buffers = null;
    encoded = null;
    position = 0;
    sampleEnd = 0;
    size = 0;
    keyBytes = 0;
    labelBytes = 0;
    deletedKeys = NO_KEYS;
    unreadableKeys = NO_KEYS;
  }

  private int skippedBytes() {
    return LONGEST_VARINT_BYTES * (deletedKeys.length + unreadableKeys.length);
  }

  /**
   * Releases the memory of large samples, after the transport has sent or discarded the messages.
   */
  void sent() {
    budget.release(acquired);
    acquired = 0;
  }

  private void requireWholeSamples() {
    if (position < sampleEnd) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT, "the last sample lacks %d of its bytes", sampleEnd - position));
    }
  }

  private void putPacked(int tag, long[] values) {
    int bytes = 0;
    for (long value : values) {
      bytes += Varints.size(value);
    }
    putPacked(tag, values, values.length, bytes);
  }

  private void putPacked(int tag, long[] values, int count, int bytes) {
    if (count == 0) {
      return;
    }
    byte[] target = buffers.bytes;
    position = Varints.put(target, position, tag);
    position = Varints.put(target, position, bytes);
    for (int i = 0; i < count; i++) {
      position = Varints.put(target, position, values[i]);
    }
  }

  private void reserve(int bytes) {
    buffers.growBytes(position, Math.addExact(position, bytes));
  }
}
