package org.modyn.ml.loader;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.modyn.common.concurrent.CallerContext;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.sample.SampleClient;
import org.modyn.common.sample.SampleReadPolicy;
import org.modyn.ml.parser.BytesParser;
import org.modyn.ml.parser.LabelTransformer;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorSpecification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads samples as batches and prefetches them for their consumer. Worker threads read keys from a
 * {@link KeySource}, stream the samples from storage, and parse them into reused buffers.
 *
 * <p><b>Order.</b> Batches are read from the workers in turn (0, 1, ...); a worker that has
 * completed the epoch is skipped, and so is a batch whose samples are all skipped. Within a worker
 * the samples follow the key source's order, or, with {@link LoaderOptions#shuffle}, one drawn from
 * (seed, epoch, worker). The order does not depend on thread scheduling or on the order in which
 * storage responds.
 *
 * <p><b>Memory.</b> A worker requests windows of at most {@value #MAXIMUM_WINDOW_SAMPLES} samples
 * or about 8 MiB of parsed samples, whichever is less, but at least one batch. The first window is
 * one batch, and each further one twice as large as the one before, up to these limits, so that the
 * first batch arrives early. A worker allocates memory for two windows, two batches and the keys of
 * its share of one partition; the transport buffers the responses of the requests in flight.
 *
 * <p>Only one thread may consume batches; any thread may call {@link #close}.
 */
public final class BatchLoader implements BatchSource {
  static final int MAXIMUM_WINDOW_SAMPLES = 32_768;
  private static final long MAXIMUM_WINDOW_BYTES = 8 << 20;

  /** A sample's key, label and weight. */
  private static final long BYTES_BESIDE_TENSORS = 20;

  /**
   * The number of batches that the consumer may hold open without reducing the workers' memory for
   * two windows.
   */
  private static final int CONSUMER_BATCHES = 2;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);
  private static final Logger log = LoggerFactory.getLogger(BatchLoader.class);

  private final BatchExchange exchange;
  private final List<Thread> threads;
  private final List<WorkerClock> clocks;
  private final int epochs;
  private final boolean[] inEpoch;
  private final long[] given;
  private int workersInEpoch;
  private int turn;
  private int epoch;
  private SourceCounts counts = SourceCounts.NONE;

  private BatchLoader(
      BatchExchange exchange,
      List<Thread> threads,
      List<WorkerClock> clocks,
      int epochs,
      LoaderPosition start) {
    this.exchange = exchange;
    this.threads = threads;
    this.clocks = clocks;
    this.epochs = epochs;
    inEpoch = new boolean[threads.size()];
    given = new long[threads.size()];
    startEpoch();
    epoch = start.epoch();
    turn = start.turn();
    Arrays.setAll(given, worker -> start.batches().get(worker));
  }

  /** Starts the workers at the beginning; see the other method. */
  public static BatchLoader start(
      KeySource keys,
      SampleClient samples,
      String datasetId,
      BytesParser parser,
      LabelTransformer labelTransformer,
      LoaderOptions options) {
    return start(
        keys,
        samples,
        datasetId,
        parser,
        labelTransformer,
        options,
        LoaderPosition.start(options.workers()),
        new SkippedSamples(SampleReadPolicy.STRICT));
  }

  /**
   * Starts the workers, which begin loading immediately.
   *
   * @param keys the samples to load; read by the workers, so that {@link #next} throws its errors
   * @param samples the storage server to read from
   * @param skipped decides which samples that storage cannot send are skipped, and counts them; a
   *     batch is smaller by the number of its skipped samples
   * @param parser converts the bytes of a sample into tensors
   * @param labelTransformer changes the labels of each batch
   * @param start the position to start at; must have the number of workers in {@code options}
   * @throws ModynException INVALID_ARGUMENT when the parser does not fit the dataset's files; any
   *     error of storage when the format of the files is requested
   */
  public static BatchLoader start(
      KeySource keys,
      SampleClient samples,
      String datasetId,
      BytesParser parser,
      LabelTransformer labelTransformer,
      LoaderOptions options,
      LoaderPosition start,
      SkippedSamples skipped) {
    requireNonNull(skipped, "skipped is null");
    requireNonNull(keys, "keys is null");
    requireNonNull(samples, "samples is null");
    requireNonNull(datasetId, "datasetId is null");
    requireNonNull(labelTransformer, "labelTransformer is null");
    boolean atStart = start.equals(LoaderPosition.start(options.workers()));
    if (start.batches().size() != options.workers()
        || !(atStart || options.batchesCrossPartitions())) {
      throw new IllegalArgumentException(options + " cannot start at " + start);
    }
    BytesParser ofDataset = parser.forDataset(() -> samples.csvDialect(datasetId));
    int batchesPerWindow = batchesPerWindow(parser.tensors(), options.batchSize());
    BatchExchange exchange =
        new BatchExchange(options.workers(), (int) batchesAhead(batchesPerWindow));
    List<Thread> threads = new ArrayList<>();
    List<WorkerClock> clocks = new ArrayList<>();
    for (int index = 0; index < options.workers(); index++) {
      int worker = index;
      WorkerClock clock = new WorkerClock();
      Supplier<Batch> emptyBatch =
          () -> new Batch(new TensorBatch(parser.tensors(), options.batchSize()), worker, exchange);
      LoaderWorker task =
          new LoaderWorker(
              worker,
              new WindowPlanner(keys, options, start, worker, batchesPerWindow, clock),
              samples,
              datasetId,
              ofDataset.open(options.seed()),
              labelTransformer,
              options,
              exchange,
              emptyBatch,
              clock,
              skipped);
      clocks.add(clock);
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .name("loader-" + worker)
              .unstarted(CallerContext.carry(task)));
    }
    BatchLoader loader = new BatchLoader(exchange, threads, clocks, options.epochs(), start);
    try {
      threads.forEach(Thread::start);
    } catch (OutOfMemoryError e) {
      loader.close();
      throw e;
    }
    return loader;
  }

  /** The maximum number of batches that each worker allocates. */
  static long batchesAhead(long batchesPerWindow) {
    return 2 * batchesPerWindow + CONSUMER_BATCHES;
  }

  /** The number of batches that one request to storage fills. */
  static int batchesPerWindow(List<TensorSpecification> tensors, int batchSize) {
    long bytesPerSample =
        tensors.stream().mapToLong(TensorSpecification::bytesPerSample).sum()
            + BYTES_BESIDE_TENSORS;
    long samples = Math.min(MAXIMUM_WINDOW_SAMPLES, MAXIMUM_WINDOW_BYTES / bytesPerSample);
    return (int) Math.max(1, samples / batchSize);
  }

  /**
   * Returns the next batch, which must be {@linkplain Batch#close closed} after use; at most two
   * may be open at a time. Blocks until it is available.
   *
   * @return null at the end of each epoch, and on every call after the last epoch
   * @throws ModynException any error of a worker: NOT_FOUND, UNAVAILABLE, DATA_LOSS (storage did
   *     not send a sample), INVALID_ARGUMENT (a sample that the parser cannot parse); CANCELLED
   *     when the loader was closed or the calling thread interrupted
   */
  @Override
  public Batch next() {
    if (epoch == epochs) {
      return null;
    }
    while (workersInEpoch > 0) {
      int worker = turn;
      turn = (turn + 1) % inEpoch.length;
      if (inEpoch[worker]) {
        Batch batch = take(worker);
        if (batch == null) {
          inEpoch[worker] = false;
          workersInEpoch--;
          continue;
        }
        given[worker]++;
        if (batch.tensors().size() > 0) {
          counts = counts.plus(new SourceCounts(1, batch.tensors().size()));
          return batch;
        }
        // all of its samples were skipped; the turn is as if they had not been
        batch.close();
      }
    }
    epoch++;
    startEpoch();
    return null;
  }

  @Override
  public int epoch() {
    return epoch;
  }

  /** The position of the next batch, from which another loader can continue. */
  public LoaderPosition position() {
    return new LoaderPosition(epoch, Arrays.stream(given).boxed().toList(), turn);
  }

  @Override
  public SourceState state() {
    return new SourceState(position(), 0, List.of());
  }

  @Override
  public SourceCounts counts() {
    return counts;
  }

  private Batch take(int worker) {
    try {
      return exchange.takeReady(worker);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModynException(
          ErrorCategory.CANCELLED, "interrupted while waiting for a batch of samples", e);
    }
  }

  private void startEpoch() {
    Arrays.fill(inEpoch, true);
    Arrays.fill(given, 0);
    workersInEpoch = inEpoch.length;
    turn = 0;
  }

  @Override
  public List<Optional<WorkerReport>> reports() {
    if (threads.stream().anyMatch(Thread::isAlive)) {
      throw new IllegalStateException("the loader is not closed, or a worker has not ended");
    }
    return clocks.stream().map(WorkerClock::lastEpoch).toList();
  }

  /**
   * Stops the workers and cancels their requests. Batches that are still open stay readable, but
   * are of no more use to the loader. A worker that does not end within three seconds, because it
   * is in a function of a user, is abandoned.
   */
  @Override
  public void close() {
    exchange.stop();
    threads.forEach(Thread::interrupt);
    long deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
    boolean interrupted = false;
    for (Thread thread : threads) {
      long remaining = deadline - System.nanoTime();
      while (thread.isAlive() && remaining > 0) {
        try {
          thread.join(Duration.ofNanos(remaining));
        } catch (InterruptedException e) {
          interrupted = true;
        }
        remaining = deadline - System.nanoTime();
      }
      if (thread.isAlive()) {
        log.warn(
            "{} does not end within {} seconds, probably in a user's function; it is abandoned",
            thread.getName(),
            CLOSE_TIMEOUT.toSeconds());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
