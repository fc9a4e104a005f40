package org.modyn.ml.loader;

import java.util.Locale;

/**
 * The options of a {@link BatchLoader}.
 *
 * @param workers the number of loading threads; each makes its own batches from its own share of
 *     the keys
 * @param batchSize samples per batch; the last batch of a worker in an epoch may have fewer
 * @param epochs the number of passes over all keys; {@link #WITHOUT_END} to continue until the
 *     loader is closed
 * @param shuffle true: the order of the partitions, and of the keys within a worker's share of a
 *     partition, is drawn again for each worker and epoch; false: the order of the key source is
 *     kept
 * @param seed of the shuffling and of random transformations; the same seed and keys give the same
 *     batches in the same order
 * @param dropLastBatch whether to omit a worker's last batch of an epoch if it is not full
 * @param batchesCrossPartitions whether a batch may hold samples of several partitions; false: the
 *     last batch of a worker's share of each partition may be smaller
 * @param prefetchedPartitions the number of partitions after the current one whose samples may
 *     already be requested; 0: only one request is in flight, for samples of the current partition
 * @param parallelRequests the maximum number of requests to storage that a worker has in flight
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
   * The options for an evaluation: one epoch in the key source's order, without dropping samples.
   * Batches do not cross partitions.
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

  public LoaderOptions withEpochs(int newEpochs) {
    return new LoaderOptions(
        workers,
        batchSize,
        newEpochs,
        shuffle,
        seed,
        dropLastBatch,
        batchesCrossPartitions,
        prefetchedPartitions,
        parallelRequests);
  }

  /** All samples in the key source's order, up to an epoch. */
  public LoaderOptions unshuffled(int newEpochs) {
    return new LoaderOptions(
        workers,
        batchSize,
        newEpochs,
        false,
        seed,
        false,
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
          String.format(Locale.ROOT, "%s must be at least %d, but is %d", name, minimum, value));
    }
  }
}
