package org.modyn.ml.loader;

/**
 * How a {@link BatchLoader} loads.
 *
 * @param workers threads that load; each makes its own batches, of its own share of the keys
 * @param batchSize samples of a batch; the last of a worker and epoch may have fewer
 * @param epochs how often to go over all keys; {@link #WITHOUT_END} to go on until the loader is
 *     closed
 * @param shuffle true: the order of the partitions, and of the keys within a worker's share of a
 *     partition, is drawn anew for each worker and epoch; false: as the key source gave them
 * @param seed of the shuffling and of random transformations; the same seed and keys give the same
 *     batches in the same order
 * @param dropLastBatch whether to leave out a worker's last batch of an epoch when it is not full
 * @param batchesCrossPartitions whether a batch may hold samples of several partitions; false: the
 *     last batch of a worker's share of each partition may be smaller
 * @param prefetchedPartitions how many partitions beyond the one that is being read samples may be
 *     requested from; 0: only one request is in flight, for samples of the current partition
 * @param parallelRequests requests to storage that a worker has in flight, at most
 */
public record LoaderOptions(
    int workers,
    int batchSize,
    int epochs,
    boolean shuffle,
    long seed,
    boolean dropLastBatch,
    boolean batchesCrossPartitions,
    int prefetchedPartitions,
    int parallelRequests) {
  /** For {@link #epochs}. */
  public static final int WITHOUT_END = Integer.MAX_VALUE;

  public LoaderOptions {
    checkAtLeast(1, workers, "workers");
    checkAtLeast(1, batchSize, "batchSize");
    checkAtLeast(0, epochs, "epochs");
    checkAtLeast(0, prefetchedPartitions, "prefetchedPartitions");
    checkAtLeast(1, parallelRequests, "parallelRequests");
    if (dropLastBatch && !batchesCrossPartitions) {
      throw new IllegalArgumentException(
          "dropLastBatch needs batchesCrossPartitions: a share may be smaller than a batch");
    }
  }

  /**
   * One epoch in the key source's order, with nothing dropped: what an evaluation needs. Batches do
   * not cross partitions.
   */
  public static LoaderOptions inOrder(int workers, int batchSize) {
    return new LoaderOptions(workers, batchSize, 1, false, 0, false, false, 1, 2);
  }

  public LoaderOptions withSeed(long newSeed) {
    return new LoaderOptions(
        workers,
        batchSize,
        epochs,
        shuffle,
        newSeed,
        dropLastBatch,
        batchesCrossPartitions,
        prefetchedPartitions,
        parallelRequests);
  }

  /** Requests in flight, as both limits allow. */
  int requestsInFlight() {
    return prefetchedPartitions == 0 ? 1 : parallelRequests;
  }

  private static void checkAtLeast(int minimum, int value, String name) {
    if (value < minimum) {
      throw new IllegalArgumentException(
          "%s must be at least %d, but is %d".formatted(name, minimum, value));
    }
  }
}
