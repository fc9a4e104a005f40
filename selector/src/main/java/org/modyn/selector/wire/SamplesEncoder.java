package org.modyn.selector.wire;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.modyn.common.grpc.UnsentMemory;
import org.modyn.common.trainingset.TrainingSetReader;
import org.modyn.common.wire.EncodedMessage;
import org.modyn.common.wire.Varints;

/**
 * Encodes a worker's share as {@code SamplesResponse} messages of a bounded number of keys. An
 * empty share is one empty message. Holds at most two messages, each of at most a third of its
 * share of the memory.
 */
public final class SamplesEncoder implements Iterator<EncodedMessage>, AutoCloseable {
  private static final int KEYS_TAG = 1 << 3 | 2;
  private static final int WEIGHTS_TAG = 2 << 3 | 2;
  private static final int LARGEST_VARINT = 10;

  /** The maximum size of a field's tag and length. */
  private static final int LARGEST_FIELD_HEADER = 6;

  /** Two messages are kept, and the arrays that the next one is made of are as large as it. */
  private static final int MESSAGES_OF_A_SHARE = 3;

  private final TrainingSetReader share;
  private final UnsentMemory.Share memory;
  private final int batchSize;
  private final long[] keys;
  private final float[] weights;
  private EncodedMessage last;
  private EncodedMessage lastButOne;
  private boolean started;

  /**
   * @param share the share; closed with the encoder
   * @param batchSize the maximum number of keys in a message, at least 1
   * @param memory limits the size of a message further; closed with the encoder
   */
  public SamplesEncoder(TrainingSetReader share, int batchSize, UnsentMemory.Share memory) {
    this.share = requireNonNull(share, "share is null");
    this.memory = requireNonNull(memory, "memory is null");
    int fitting = memory.bytes() / MESSAGES_OF_A_SHARE / (LARGEST_VARINT + Float.BYTES);
    this.batchSize = Math.min(batchSize, fitting);
    int capacity = Math.min(this.batchSize, share.remaining());
    this.keys = new long[capacity];
    this.weights = new float[capacity];
  }

  @Override
  public boolean hasNext() {
    return !started || share.remaining() > 0;
  }

  @Override
  public EncodedMessage next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    started = true;
    int count = Math.min(batchSize, share.remaining());
    share.read(count, keys, weights);
    EncodedMessage message = encode(keys, weights, count, freeBuffer(count));
    lastButOne = last;
    last = message;
    return message;
  }

  private byte[] freeBuffer(int count) {
    int size = 2 * LARGEST_FIELD_HEADER + (LARGEST_VARINT + Float.BYTES) * count;
    return lastButOne != null && lastButOne.isSent() && lastButOne.bytes().length >= size
        ? lastButOne.bytes()
        : new byte[size];
  }

  /**
   * Encodes a message. The keys are written first, after space that is reserved for their field's
   * header, so that their length need not be computed in advance.
   */
  static EncodedMessage encode(long[] keys, float[] weights, int count, byte[] target) {
    if (count == 0) {
      return new EncodedMessage(target, 0, 0);
    }
    int keysStart = LARGEST_FIELD_HEADER;
    int at = keysStart;
    for (int index = 0; index < count; index++) {
      at = Varints.put(target, at, keys[index]);
    }
    int keyBytes = at - keysStart;
    int start = keysStart - 1 - Varints.size(keyBytes);
    target[start] = KEYS_TAG;
    Varints.put(target, start + 1, keyBytes);
    target[at] = WEIGHTS_TAG;
    at = Varints.put(target, at + 1, (long) Float.BYTES * count);
    ByteBuffer.wrap(target, at, Float.BYTES * count)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .put(weights, 0, count);
    at += Float.BYTES * count;
    return new EncodedMessage(target, start, at - start);
  }

  @Override
  public void close() {
    try (memory) {
      share.close();
    }
  }
}
