package org.modyn.ml.loader;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.modyn.common.error.OutOfMemory;
import org.modyn.common.job.JobMemory;
import org.modyn.common.sample.SampleClient;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * The memory that a {@link BatchLoader} requires, in bytes.
 *
 * @param least the minimum for any data: for each worker, a thread, one batch and its plan
 * @param most the maximum, reached with enough data: for each worker, all batches that it
 *     prefetches and the responses of storage in flight
 */
public record LoaderMemory(JobMemory least, JobMemory most) {
  /** A sample's key, once in the batch and once in the plan. */
  private static final long HEAP_BYTES_PER_SAMPLE = 16;

  /** A sample's label and weight. */
  private static final long LABEL_BYTES_PER_SAMPLE = 12;

  /** The memory that a JVM reserves for the stack of a thread. */
  private static final long THREAD_BYTES = 1 << 20;

  /**
   * @param tensors the tensors of a batch
   * @param options the number of workers, the batch size and the prefetching
   */
  public static LoaderMemory of(List<TensorSpecification> tensors, LoaderOptions options) {
    long workers = options.workers();
    long bytesPerSample =
        tensors.stream().mapToLong(TensorSpecification::bytesPerSample).sum()
            + LABEL_BYTES_PER_SAMPLE;
    long batch = product(options.batchSize(), bytesPerSample);
    long plan = product(options.batchSize(), HEAP_BYTES_PER_SAMPLE);
    long window = BatchLoader.batchesPerWindow(tensors, options.batchSize());
    long ahead = BatchLoader.batchesAhead(window);
    long answers =
        product(
            options.requestsInFlight(),
            Math.min(product(window, batch), SampleClient.MAXIMUM_BYTES_AHEAD));
    return new LoaderMemory(
        new JobMemory(product(workers, plan), product(workers, sum(batch, THREAD_BYTES))),
        new JobMemory(
            product(workers, sum(product(ahead, plan), answers)),
            product(workers, sum(product(ahead, batch), THREAD_BYTES))));
  }

  private static long product(long a, long b) {
    return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
  }

  private static long sum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }

  /** Returns a one-line problem if this JVM has less memory than {@code least}. */
  public Optional<String> shortage() {
    JobMemory limit = JobMemory.limit();
    return least.fitsInto(limit)
        ? Optional.empty()
        : Optional.of(
            String.format(
                    Locale.ROOT,
                    "the loader's batches and threads take %,d MB in the heap and %,d MB outside"
                        + " it, but",
                    OutOfMemory.megabytes(least.heap()),
                    OutOfMemory.megabytes(least.outsideHeap()))
                + String.format(
                    Locale.ROOT,
                    " the server may use %,d MB and %,d MB; lower batch_size or"
                        + " dataloader_workers,",
                    OutOfMemory.megabytes(limit.heap()),
                    OutOfMemory.megabytes(limit.outsideHeap()))
                + " or "
                + OutOfMemory.MORE_MEMORY);
  }
}
