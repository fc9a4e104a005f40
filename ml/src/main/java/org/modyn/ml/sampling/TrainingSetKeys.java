package org.modyn.ml.sampling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.ml.loader.KeyShare;
import org.modyn.ml.loader.KeySource;

/**
 * The keys of a training set in ascending order, and their weights, if it has any. Takes 8 or 12
 * bytes per sample of the heap, and up to three times that while the keys are read.
 *
 * @param weights of the same samples; empty if the training set has none
 */
record TrainingSetKeys(long[] keys, float[] weights) {
  /**
   * Reads the shares of all workers.
   *
   * @throws ModynException any error of the source; FAILED_PRECONDITION when there are more than
   *     2^31 - 1 samples
   */
  static TrainingSetKeys read(KeySource source, int workers) {
    List<KeyShare> shares = new ArrayList<>();
    long size = 0;
    for (int partition = 0; partition < source.numberOfPartitions(); partition++) {
      for (int worker = 0; worker < workers; worker++) {
        KeyShare share = source.fetch(worker, partition);
        shares.add(share);
        size += share.size();
      }
    }
    if (size > Integer.MAX_VALUE) {
      throw ModynException.failedPrecondition(
          "cannot select from %,d samples at once, at most from %,d; set sample_then_batch to false"
              + " or lower the size of the training sets",
          size, Integer.MAX_VALUE);
    }
    long[] keys = new long[(int) size];
    int filled = 0;
    for (KeyShare share : shares) {
      share.copyKeys(0, keys, filled, share.size());
      filled += share.size();
    }
    if (!source.usesWeights()) {
      Arrays.sort(keys);
      return new TrainingSetKeys(keys, new float[0]);
    }
    float[] weights = new float[keys.length];
    filled = 0;
    for (KeyShare share : shares) {
      share.copyWeights(0, weights, filled, share.size());
      filled += share.size();
    }
    return sorted(keys, weights);
  }

  private static TrainingSetKeys sorted(long[] keys, float[] weights) {
    long[] sorted = keys.clone();
    Arrays.sort(sorted);
    float[] sortedWeights = new float[weights.length];
    TrainingSetKeys result = new TrainingSetKeys(sorted, sortedWeights);
    BitSet filled = new BitSet(keys.length);
    for (int index = 0; index < keys.length; index++) {
      int row = result.nextRow(keys[index], filled);
      filled.set(row);
      sortedWeights[row] = weights[index];
    }
    return result;
  }

  int size() {
    return keys.length;
  }

  /** The weight of a sample, 1 in a training set without weights. */
  float weight(int row) {
    return weights.length == 0 ? 1 : weights[row];
  }

  /** Returns the first row of a key that is not in use yet; a training set may repeat a key. */
  int nextRow(long key, BitSet used) {
    int row = Arrays.binarySearch(keys, key);
    while (row > 0 && keys[row - 1] == key) {
      row--;
    }
    while (row >= 0 && row < keys.length && keys[row] == key) {
      if (!used.get(row)) {
        return row;
      }
      row++;
    }
    throw new IllegalStateException("there is no other sample with the key " + key);
  }

  /** Returns the keys and weights of some rows. */
  TrainingSetKeys only(BitSet rows) {
    int size = rows.cardinality();
    long[] someKeys = new long[size];
    float[] someWeights = new float[weights.length == 0 ? 0 : size];
    int index = 0;
    for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
      someKeys[index] = keys[row];
      if (someWeights.length > 0) {
        someWeights[index] = weights[row];
      }
      index++;
    }
    return new TrainingSetKeys(someKeys, someWeights);
  }
}
