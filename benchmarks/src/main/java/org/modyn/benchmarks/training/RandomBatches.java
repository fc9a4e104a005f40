package org.modyn.benchmarks.training;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

/** Batches of random samples. */
public final class RandomBatches {
  private RandomBatches() {}

  /**
   * Creates batches, the same ones each time.
   *
   * @param tensors of a sample
   * @param size samples of a batch
   * @param classes the labels are below it
   * @param largestId integers are below it
   */
  public static List<TensorBatch> create(
      List<TensorSpecification> tensors, int batches, int size, int classes, int largestId) {
    SplittableRandom random = new SplittableRandom(1);
    return IntStream.range(0, batches)
        .mapToObj(
            index -> {
              TensorBatch batch = new TensorBatch(tensors, size);
              for (int tensor = 0; tensor < tensors.size(); tensor++) {
                fill(tensors.get(tensor), batch, tensor, largestId, random);
              }
              for (int row = 0; row < size; row++) {
                batch.labels().setAtIndex(ValueLayout.JAVA_LONG, row, random.nextInt(classes));
              }
              batch.setSize(size);
              return batch;
            })
        .toList();
  }

  private static void fill(
      TensorSpecification tensor,
      TensorBatch batch,
      int index,
      int largestId,
      SplittableRandom random) {
    MemorySegment memory = batch.tensor(index);
    long elements = tensor.elementsPerSample() * batch.capacity();
    for (long element = 0; element < elements; element++) {
      if (tensor.dataType() == TensorDataType.FLOAT32) {
        memory.setAtIndex(ValueLayout.JAVA_FLOAT, element, (float) random.nextGaussian());
      } else {
        memory.setAtIndex(ValueLayout.JAVA_LONG, element, random.nextInt(largestId));
      }
    }
  }
}
