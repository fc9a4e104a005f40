package org.modyn.ml.sampling;

import java.util.Arrays;
import org.modyn.ml.loader.KeyShare;
import org.modyn.ml.loader.KeySource;

/**
 * Deals keys to workers batch by batch, so that a loader, which delivers the batches of its workers
 * in turn, delivers the keys in their order. Its batches are then the same for any number of
 * workers, and so is what a model computes of them: results of the engine can differ in the last
 * bit between batches of different size.
 */
final class DealtKeySource implements KeySource {
  /** About how many keys a worker fetches at a time. */
  private static final int KEYS_PER_SHARE = 1 << 16;

  private final long[] keys;
  private final int workers;
  private final int batchSize;
  private final long keysPerPartition;

  /**
   * @param keys not copied; must not change while a loader reads them
   */
  DealtKeySource(long[] keys, int workers, int batchSize) {
    this.keys = keys;
    this.workers = workers;
    this.batchSize = batchSize;
    long batchesPerShare = Math.max(1, KEYS_PER_SHARE / batchSize);
    keysPerPartition = batchesPerShare * batchSize * workers;
  }

  @Override
  public int numberOfPartitions() {
    return (int) Math.ceilDiv(keys.length, keysPerPartition);
  }

  @Override
  public boolean usesWeights() {
    return false;
  }

  @Override
  public KeyShare fetch(int worker, int partition) {
    long start = partition * keysPerPartition;
    long end = Math.min(keys.length, start + keysPerPartition);
    long[] share = new long[(int) Math.min(end - start, keysPerPartition / workers)];
    int size = 0;
    long step = (long) workers * batchSize;
    for (long from = start + (long) worker * batchSize; from < end; from += step) {
      int length = (int) Math.min(batchSize, end - from);
      System.arraycopy(keys, (int) from, share, size, length);
      size += length;
    }
    return KeyShare.unweighted(Arrays.copyOf(share, size));
  }
}
