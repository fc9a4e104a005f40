package org.modyn.evaluator.job;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntFunction;
import org.modyn.ml.loader.KeyShare;
import org.modyn.ml.loader.KeySource;

/** The keys of intervals, counted as a loader fetches them in a single epoch. */
final class CountedKeys implements KeySource {
  private final KeySource keys;
  private final IntFunction<List<Integer>> intervalsOf;
  private final AtomicLongArray fetched;

  /**
   * @param intervalsOf returns the intervals of a partition, each from 0
   * @param intervals the number of intervals
   */
  CountedKeys(KeySource keys, IntFunction<List<Integer>> intervalsOf, int intervals) {
    this.keys = requireNonNull(keys, "keys is null");
    this.intervalsOf = requireNonNull(intervalsOf, "intervalsOf is null");
    fetched = new AtomicLongArray(intervals);
  }

  /** The intervals of a partition, each from 0. */
  List<Integer> intervalsOf(int partition) {
    return intervalsOf.apply(partition);
  }

  @Override
  public int numberOfPartitions() {
    return keys.numberOfPartitions();
  }

  @Override
  public boolean usesWeights() {
    return keys.usesWeights();
  }

  @Override
  public KeyShare fetch(int worker, int partition) {
    KeyShare share = keys.fetch(worker, partition);
    for (int interval : intervalsOf(partition)) {
      fetched.addAndGet(interval, share.size());
    }
    return share;
  }

  /** The keys that were fetched of an interval. */
  long fetched(int interval) {
    return fetched.get(interval);
  }
}
