package org.modyn.ml.loader;

import java.util.BitSet;

/**
 * Some consecutive batches of one worker and epoch, loaded by one request to storage: the samples
 * of {@code keys}, in that order, fill the batches one after the other. A window without keys ends
 * its epoch.
 */
final class Window {
  private final int epoch;
  private final int partition;
  private final long partitionOrdinal;
  private final long[] keys;
  private final float[] weights;
  private final KeyIndex index;
  private final BitSet filled;
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
    filled = new BitSet(keys.length);
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
   * Returns the first position of a key whose sample has arrived, or -1 if the key is not in the
   * window or its sample has arrived before.
   */
  int arrived(long key) {
    int position = index.first(key);
    if (position < 0 || filled.get(position)) {
      return -1;
    }
    filled.set(position);
    missing--;
    return position;
  }

  /**
   * Records that no sample will arrive for a key. Returns the number of positions that remain
   * empty: 0 if the key is not in the window or its sample has arrived before.
   */
  int skip(long key) {
    int positions = 0;
    for (int position = arrived(key); position >= 0; position = next(position)) {
      skipped.set(position);
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

  /** Another position of the same key, or -1. */
  int next(int position) {
    return index.next(position);
  }

  /** The number of distinct keys whose samples have not arrived. */
  int missing() {
    return missing;
  }

  /** The different keys that have not arrived; not to be changed. */
  long[] missingKeys() {
    if (missing == keys.length) {
      return keys;
    }
    long[] result = new long[missing];
    int count = 0;
    for (int position = 0; position < keys.length; position++) {
      if (index.first(keys[position]) == position && !filled.get(position)) {
        result[count++] = keys[position];
      }
    }
    return result;
  }
}
