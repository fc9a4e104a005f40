package org.modyn.ml.loader;

import org.modyn.common.error.ModynException;

/**
 * Provides the keys of the samples that a loader loads. The keys are divided into partitions, and
 * each partition into one share per worker; every key is in exactly one share.
 *
 * <p>Use {@link SelectorKeySource} to train on a trigger training set, {@link IntervalKeySource} to
 * evaluate on intervals of a dataset, and {@link ListedKeySource} for samples in a given order.
 * Implementations are called concurrently from all worker threads, and again for each epoch.
 */
public interface KeySource {
  int numberOfPartitions();

  /** Whether every share has weights. */
  boolean usesWeights();

  /**
   * Fetches one worker's share of one partition; blocks. The result is the caller's to change.
   *
   * @param worker from 0
   * @param partition 0 to {@link #numberOfPartitions()} - 1
   * @throws ModynException when the keys cannot be fetched
   */
  KeyShare fetch(int worker, int partition);
}
