package org.modyn.evaluator.job;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.atomic.AtomicLongArray;
import org.modyn.ml.loader.IntervalKeySource;
import org.modyn.ml.loader.KeyShare;
import org.modyn.ml.loader.KeySource;

/** The keys of intervals, counted as a loader fetches them in a single epoch. */
final class CountedKeys implements KeySource {
  private final IntervalKeySource keys;
  private final AtomicLongArray fetched;

  /**
   * @param intervals the number of intervals of {@code keys}
   */
  CountedKeys(IntervalKeySource keys, int intervals) {
    this.keys = requireNonNull(keys, "keys is null");
    fetched = new AtomicLongArray(intervals);
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
    for (int interval : keys.intervalsOf(partition)) {
      fetched.addAndGet(interval, share.size());
    }
    return share;
  }

  /** The keys that were fetched of an interval. */
  long fetched(int interval) {
    return fetched.get(interval);
  }
}
