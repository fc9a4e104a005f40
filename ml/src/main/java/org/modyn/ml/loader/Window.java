package org.modyn.ml.loader;

import java.util.BitSet;

/**
 * Some consecutive batches of one worker and epoch, loaded by one request to storage: the samples
 * of {@code keys}, in that order, fill the batches one after the other. A window without keys ends
 * its epoch. Each position of a key is found through a slot of the {@link KeyIndex}.
 */
final class Window {
  private final int epoch;
  private final int partition;
  private final long partitionOrdinal;
  private final long[] keys;
  private final float[] weights;
  private final KeyIndex index;

  /** The first slots of the keys whose samples have arrived or are skipped. */
  private final BitSet arrived;

  private final BitSet skipped = new BitSet();
  private int missing;

  /**
   * @param partition the partition of the last key
   * @param partitionOrdinal the number of partitions that this worker completed before that one, in
   *     all epochs
   * @param weights empty when the source uses none
   */
  Window(int epoch, int partition, long partitionOrdinal, long[] keys, float[] weights) {
    this.epoch = epoch;
    this.partition = partition;
    this.partitionOrdinal = partitionOrdinal;
    this.keys = keys;
    this.weights = weights;
    index = new KeyIndex(keys);
    arrived = new BitSet(keys.length);
    missing = index.distinct();
  }

  boolean endsEpoch() {
    return keys.length == 0;
  }

  int epoch() {
    return epoch;
  }

  int partition() {
    return partition;
  }

  long partitionOrdinal() {
    return partitionOrdinal;
  }

  int size() {
    return keys.length;
  }

  boolean isWeighted() {
    return weights.length > 0;
  }

  /** Only of a weighted window. */
  float weight(int position) {
    return weights[position];
  }

  /**
   * Records that the sample of a key has arrived. Returns the first slot of the key, or -1 if the
   * key is not in the window or its sample has arrived before.
   */
  int arrived(long key) {
    int slot = index.first(key);
    if (slot < 0 || arrived.get(slot)) {
      return -1;
    }
    arrived.set(slot);
    missing--;
    return slot;
  }

  /**
   * Records that no sample will arrive for a key. Returns the number of positions that remain
   * empty: 0 if the key is not in the window or its sample has arrived before.
   */
  int skip(long key) {
    int positions = 0;
    for (int slot = arrived(key); slot >= 0; slot = next(slot)) {
      skipped.set(position(slot));
      positions++;
    }
    return positions;
  }

  /** Positions that stay empty; not to be changed. */
  BitSet skipped() {
    return skipped;
  }

  boolean wants(long key) {
    return index.first(key) >= 0;
  }

  /** Another slot of the key in {@code slot}, or -1. */
  int next(int slot) {
    return index.next(slot);
  }

  /** The position of the key in a slot. */
  int position(int slot) {
    return index.position(slot);
  }

  /** The number of distinct keys whose samples have not arrived. */
  int missing() {
    return missing;
  }

  /** The different keys that have not arrived, in ascending order. */
  long[] missingKeys() {
    long[] result = new long[missing];
    int count = 0;
    for (int slot = 0; slot < keys.length; slot++) {
      if (index.isFirst(slot) && !arrived.get(slot)) {
        result[count++] = index.key(slot);
      }
    }
    return result;
  }

  /** Copies the keys of consecutive positions. */
  void copyKeys(int from, long[] target, int count) {
    System.arraycopy(keys, from, target, 0, count);
  }
}
