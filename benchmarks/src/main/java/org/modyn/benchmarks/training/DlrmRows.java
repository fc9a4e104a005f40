package org.modyn.benchmarks.training;

import static java.util.Objects.requireNonNull;

import io.grpc.Channel;
import java.io.IOException;
import java.util.function.Supplier;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.framework.Rows;
import org.modyn.benchmarks.training.LoaderPlatform.Trigger;
import org.modyn.ml.loader.BatchLoader;
import org.modyn.ml.loader.LoadedBatch;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorEngine;
import org.modyn.ml.training.TrainingSession;

/**
 * Measures the training of DLRM from the request for its first batch to its last step. {@code
 * dlrm_N_workers} is relative to the same steps on batches of a {@link LocalLoader} with as many
 * threads; {@code dlrm_wait_share} is the part of that time in which the training waited for
 * batches.
 */
final class DlrmRows {
  private static final int[] WORKERS = {1, 4, 8, 16};
  private static final int WORKERS_OF_WAIT_SHARE = 4;
  private static final int PARTITION = 1_000_000;
  private static final int PART_OF_SAMPLES = 20;

  private final TensorEngine engine;
  private final TrainingData data;
  private final int repetitions;
  private final int samples;

  private DlrmRows(TensorEngine engine, TrainingData data, BenchmarkOptions options) {
    this.engine = requireNonNull(engine, "engine is null");
    this.data = requireNonNull(data, "data is null");
    this.repetitions = options.repetitions();
    this.samples = Math.ceilDiv(data.samples(), PART_OF_SAMPLES);
  }

  static void addTo(Rows rows, TensorEngine engine, TrainingData data, BenchmarkOptions options) {
    DlrmRows dlrm = new DlrmRows(engine, data, options);
    for (int workers : WORKERS) {
      rows.add(LoaderRows.name("dlrm", workers), name -> dlrm.workers(name, workers));
    }
    rows.add("dlrm_wait_share", dlrm::waitShare);
  }

  private Measurement workers(String name, int workers) throws IOException {
    Trigger trigger = data.trigger(samples, PARTITION, workers);
    Channel storage = data.storage();
    try (TrainingSession session = open()) {
      return Measurement.of(
          name,
          "samples/s",
          repetitions,
          () -> samples / train(session, trigger, storage).seconds(),
          () -> samples / trainLocally(session, workers).seconds());
    }
  }

  private Measurement waitShare(String name) throws IOException {
    Trigger trigger = data.trigger(samples, PARTITION, WORKERS_OF_WAIT_SHARE);
    Channel storage = data.storage();
    try (TrainingSession session = open()) {
      return Measurement.of(
          name, "s/s", repetitions, () -> train(session, trigger, storage).waitShare());
    }
  }

  private TrainingSession open() {
    return TrainingSession.open(engine, Device.CPU, TrainedModel.dlrm(data.categories()).setup());
  }

  /** How long a training took, and how long it waited for batches, in nanoseconds. */
  private record Duration(long total, long waiting) {
    double seconds() {
      return total / 1e9;
    }

    double waitShare() {
      return (double) waiting / total;
    }
  }

  private Duration train(TrainingSession session, Trigger trigger, Channel storage) {
    long start = System.nanoTime();
    try (BatchLoader loader =
        data.load(
            trigger, storage, LoaderRows.PREFETCHED_PARTITIONS, LoaderRows.PARALLEL_REQUESTS)) {
      return train(session, loader::next, start);
    }
  }

  private Duration trainLocally(TrainingSession session, int workers) {
    long start = System.nanoTime();
    try (LocalLoader loader = data.loadLocally(samples, workers)) {
      return train(session, loader::next, start);
    }
  }

  private static Duration train(
      TrainingSession session, Supplier<? extends LoadedBatch> batches, long start) {
    long waiting = 0;
    long asked = start;
    for (LoadedBatch batch = batches.get(); batch != null; batch = batches.get()) {
      waiting += System.nanoTime() - asked;
      session.step(batch.tensors());
      batch.close();
      asked = System.nanoTime();
    }
    long end = System.nanoTime();
    return new Duration(end - start, waiting + end - asked);
  }
}
