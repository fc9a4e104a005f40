package org.modyn.benchmarks.training;

import static java.util.Objects.requireNonNull;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.framework.Rows;
import org.modyn.benchmarks.training.LoaderPlatform.Trigger;
import org.modyn.common.error.ModynException;
import org.modyn.ml.loader.BatchLoader;
import org.modyn.ml.loader.LoadedBatch;

/**
 * Measures how fast samples become batches, without a model:
 *
 * <ul>
 *   <li>{@code loader_N_workers}: relative to a {@link LocalLoader} with as many threads;
 *   <li>{@code loader_partitions}: a training set of ten partitions, relative to one partition;
 *   <li>{@code loader_prefetch_N} and {@code loader_parallel_N}: with a latency of each request to
 *       the storage and {@code num_prefetched_partitions: N} or {@code parallel_prefetch_requests:
 *       N}, relative to a loader without latency.
 * </ul>
 */
final class LoaderRows {
  static final int PREFETCHED_PARTITIONS = 1;
  static final int PARALLEL_REQUESTS = 2;
  private static final String UNIT = "samples/s";
  private static final int PARTITION = 1_000_000;
  private static final int PARTITIONS = 10;
  private static final int[] WORKERS = {1, 2, 4};
  private static final Duration LATENCY = Duration.ofMillis(5);

  /** About as many samples as a request has, so that each request is for a partition. */
  private static final int PREFETCHED_PARTITION = 20 * TrainingData.BATCH_SIZE;

  private static final int[] PREFETCHED = {0, 1, 2, 6};
  private static final int MANY_REQUESTS = 7;
  private static final int[] REQUESTS = {1, 4};

  private final TrainingData data;
  private final int repetitions;
  private final Duration latency;

  private LoaderRows(TrainingData data, BenchmarkOptions options) {
    this.data = requireNonNull(data, "data is null");
    this.repetitions = options.repetitions();
    this.latency = options.latency().orElse(LATENCY);
  }

  static void addTo(Rows rows, TrainingData data, BenchmarkOptions options) {
    LoaderRows loader = new LoaderRows(data, options);
    for (int workers : WORKERS) {
      rows.add(name("loader", workers), name -> loader.workers(name, workers));
    }
    rows.add("loader_partitions", loader::partitions);
    for (int partitions : PREFETCHED) {
      rows.add(
          String.format(Locale.ROOT, "loader_prefetch_%d", partitions),
          name -> loader.delayed(name, partitions, MANY_REQUESTS));
    }
    for (int requests : REQUESTS) {
      rows.add(
          String.format(Locale.ROOT, "loader_parallel_%d", requests),
          name -> loader.delayed(name, MANY_REQUESTS, requests));
    }
  }

  /** Returns the name of a row for a number of workers. */
  static String name(String what, int workers) {
    return String.format(
        Locale.ROOT, "%s_%d_%s", what, workers, workers == 1 ? "worker" : "workers");
  }

  private Measurement workers(String name, int workers) throws IOException {
    Trigger trigger = data.trigger(data.samples(), PARTITION, workers);
    Channel storage = data.storage();
    return Measurement.of(
        name, UNIT, repetitions, () -> rate(trigger, storage), () -> localRate(workers));
  }

  private Measurement partitions(String name) throws IOException {
    Trigger ten = data.trigger(data.samples(), Math.ceilDiv(data.samples(), PARTITIONS), 1);
    Trigger one = data.trigger(data.samples(), data.samples(), 1);
    Channel storage = data.storage();
    return Measurement.of(
        name, UNIT, repetitions, () -> rate(ten, storage), () -> rate(one, storage));
  }

  private Measurement delayed(String name, int prefetchedPartitions, int parallelRequests)
      throws IOException {
    Trigger trigger = data.trigger(data.samples(), PREFETCHED_PARTITION, 1);
    Channel storage = data.storage();
    try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
      Channel delayed =
          ClientInterceptors.intercept(storage, new LatencyInterceptor(latency, timer));
      return Measurement.of(
          name,
          UNIT,
          repetitions,
          () -> rate(trigger, delayed, prefetchedPartitions, parallelRequests),
          () -> rate(trigger, storage));
    }
  }

  private double rate(Trigger trigger, Channel storage) {
    return rate(trigger, storage, PREFETCHED_PARTITIONS, PARALLEL_REQUESTS);
  }

  private double rate(
      Trigger trigger, Channel storage, int prefetchedPartitions, int parallelRequests) {
    return Measurement.perSecond(
        trigger.samples(),
        () -> {
          try (BatchLoader loader =
              data.load(trigger, storage, prefetchedPartitions, parallelRequests)) {
            drain(loader::next, trigger.samples());
          }
        });
  }

  private double localRate(int workers) {
    return Measurement.perSecond(
        data.samples(),
        () -> {
          try (LocalLoader loader = data.loadLocally(data.samples(), workers)) {
            drain(loader::next, data.samples());
          }
        });
  }

  /**
   * Reads all batches.
   *
   * @throws ModynException INTERNAL when the number of samples differs from {@code expected}
   */
  static void drain(Supplier<? extends LoadedBatch> batches, long expected) {
    long samples = 0;
    for (LoadedBatch batch = batches.get(); batch != null; batch = batches.get()) {
      samples += batch.tensors().size();
      batch.close();
    }
    if (samples != expected) {
      throw ModynException.internal("loaded %d instead of %d samples", samples, expected);
    }
  }
}
