package org.modyn.ml.loader;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Locale;

/**
 * Listed keys, dealt to the workers batch by batch. A loader without shuffling, which delivers the
 * batches of its workers in turn, then delivers the samples in the order of the list. The batches
 * are the same for any number of workers, and so is what a model computes of them: results of the
 * engine can differ in the last bit between batches of different sizes.
 */
public final class ListedKeySource implements KeySource {
  /** About how many keys a worker fetches at a time. */
  private static final int KEYS_PER_SHARE = 1 << 16;

  private final long[] keys;
  private final int workers;
  private final int batchSize;
  private final long keysPerPartition;

  /**
   * @param keys not copied; must not change while a loader reads them. A key that occurs several
   *     times is loaded as often
   * @param workers the number of workers of the loader
   * @param batchSize the number of samples in a batch of the loader
   */
  public ListedKeySource(long[] keys, int workers, int batchSize) {
    this.keys = requireNonNull(keys, "keys is null");
    if (workers < 1 || batchSize < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d workers, batches of %d", workers, batchSize));
    }
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
