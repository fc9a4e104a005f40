package org.modyn.ml.loader;

import java.util.List;
import java.util.Optional;
import org.modyn.common.error.OutOfMemory;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * The memory that a {@link BatchLoader} takes at least, whatever it loads: for each worker one
 * batch and its plan. In bytes.
 */
public record LoaderMemory(long heap, long outsideHeap) {
  /** A sample's key, once in the batch and once in the plan. */
  private static final long HEAP_BYTES_PER_SAMPLE = 16;

  /** A sample's label and weight. */
  private static final long LABEL_BYTES_PER_SAMPLE = 12;

  /**
   * @param tensors what a batch holds
   * @param workers threads that load
   * @param batchSize samples of a batch
   */
  public static LoaderMemory of(List<TensorSpecification> tensors, int workers, int batchSize) {
    long samples = (long) workers * batchSize;
    long bytesPerSample =
        tensors.stream().mapToLong(TensorSpecification::bytesPerSample).sum()
            + LABEL_BYTES_PER_SAMPLE;
    return new LoaderMemory(
        saturatedProduct(samples, HEAP_BYTES_PER_SAMPLE),
        saturatedProduct(samples, bytesPerSample));
  }

  private static long saturatedProduct(long a, long b) {
    return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
  }

  /** Says in one line that this JVM has less, if it has. */
  public Optional<String> shortage() {
    return heap <= OutOfMemory.heapLimit() && outsideHeap <= OutOfMemory.directLimit()
        ? Optional.empty()
        : Optional.of(
            "the loader's batches take %,d MB in the heap and %,d MB outside it, but the server may"
                    .formatted(OutOfMemory.megabytes(heap), OutOfMemory.megabytes(outsideHeap))
                + " use %,d MB and %,d MB; lower batch_size or dataloader_workers, or %s"
                    .formatted(
                        OutOfMemory.megabytes(OutOfMemory.heapLimit()),
                        OutOfMemory.megabytes(OutOfMemory.directLimit()),
                        OutOfMemory.MORE_MEMORY));
  }
}
