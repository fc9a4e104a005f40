package org.modyn.ml.loader;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.modyn.ml.random.SplitMix64;

/**
 * Assigns the keys of one worker to rows of batches: draws the order of the partitions and of the
 * keys within each partition for every epoch, and splits the keys into {@linkplain Window windows}
 * of whole batches. The first window has one batch and each further one twice as many as the one
 * before, up to the limit, so that the first batch arrives early. Keeps the keys of one share and
 * one window in memory.
 */
final class WindowPlanner {
  private final KeySource source;
  private final LoaderOptions options;
  private final int worker;
  private final int batchesPerWindow;
  private final WorkerClock clock;

  private int batchesOfNextWindow = 1;
  private int epoch;
  private SplittableRandom random;
  private int[] partitionOrder;
  private int partitionsStarted;
  private long partitionOrdinal = -1;
  private KeyShare share = KeyShare.unweighted(new long[0]);
  private int taken;
  private long samplesToSkip;

  /**
   * @param start the first epoch, and the number of this worker's batches of that epoch to skip
   * @param batchesPerWindow the limit, at least 1
   * @param clock records the time spent fetching keys
   */
  WindowPlanner(
      KeySource source,
      LoaderOptions options,
      LoaderPosition start,
      int worker,
      int batchesPerWindow,
      WorkerClock clock) {
    this.source = source;
    this.options = options;
    this.worker = worker;
    this.clock = clock;
    this.batchesPerWindow = batchesPerWindow;
    epoch = start.epoch();
    samplesToSkip = Math.multiplyExact(start.batches().get(worker), (long) options.batchSize());
    startEpoch();
  }

  private void startEpoch() {
    random = new SplittableRandom(SplitMix64.seed(options.seed(), epoch, worker));
    partitionOrder = IntStream.range(0, source.numberOfPartitions()).toArray();
    if (options.shuffle()) {
      for (int i = partitionOrder.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int partition = partitionOrder[i];
        partitionOrder[i] = partitionOrder[j];
        partitionOrder[j] = partition;
      }
    }
    partitionsStarted = 0;
  }

  /** The next window, or null after the end of the last epoch; may fetch keys, and block for it. */
  Window next() {
    if (epoch == options.epochs()) {
      return null;
    }
    skip();
    int samplesPerWindow = Math.multiplyExact(batchesOfNextWindow, options.batchSize());
    batchesOfNextWindow = Math.min(batchesPerWindow, 2 * batchesOfNextWindow);
    long[] keys = new long[samplesPerWindow];
    float[] weights = new float[source.usesWeights() ? samplesPerWindow : 0];
    int size = 0;
    while (size < samplesPerWindow && (taken < share.size() || startPartition(size))) {
      int length = Math.min(samplesPerWindow - size, share.size() - taken);
      share.copyKeys(taken, keys, size, length);
      if (weights.length > 0) {
        share.copyWeights(taken, weights, size, length);
      }
      taken += length;
      size += length;
    }
    if (options.dropLastBatch()) {
      size -= size % options.batchSize();
    }
    return size == 0 ? endEpoch() : window(keys, weights, size);
  }

  /** Skips samples whose batches the consumer has already; at most to the end of the epoch. */
  private void skip() {
    while (samplesToSkip > 0 && (taken < share.size() || startPartition(0))) {
      int passed = (int) Math.min(samplesToSkip, share.size() - taken);
      taken += passed;
      samplesToSkip -= passed;
    }
    samplesToSkip = 0;
  }

  /** Fetches the share of the next partition; false at the end of the epoch or of the window. */
  private boolean startPartition(int size) {
    if (partitionsStarted == partitionOrder.length
        || (size > 0 && !options.batchesCrossPartitions())) {
      return false;
    }
    long start = System.nanoTime();
    share = source.fetch(worker, partitionOrder[partitionsStarted]);
    clock.keysFetched(
        epoch, partitionOrder[partitionsStarted], share.size(), System.nanoTime() - start);
    if (options.shuffle()) {
      share.shuffle(random);
    }
    taken = 0;
    partitionsStarted++;
    partitionOrdinal++;
    return true;
  }

  private Window window(long[] keys, float[] weights, int size) {
    int partition = partitionOrder[partitionsStarted - 1];
    boolean full = size == keys.length;
    return new Window(
        epoch,
        partition,
        partitionOrdinal,
        full ? keys : Arrays.copyOf(keys, size),
        full || weights.length == 0 ? weights : Arrays.copyOf(weights, size));
  }

  private Window endEpoch() {
    Window end = new Window(epoch, -1, partitionOrdinal, new long[0], new float[0]);
    epoch++;
    if (epoch < options.epochs()) {
      startEpoch();
    }
    return end;
  }
}
