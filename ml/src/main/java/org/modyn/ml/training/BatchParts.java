package org.modyn.ml.training;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.modyn.ml.loss.Loss;
import org.modyn.ml.tensor.TensorBatch;

/** How the rows of a batch are divided among devices, and what is computed of them put together. */
final class BatchParts {
  private BatchParts() {}

  /**
   * Divides the rows of a batch into consecutive parts, whose sizes differ by at most one.
   *
   * @return the rows at which the parts begin, and the number of rows; fewer parts than devices if
   *     there are fewer rows
   */
  static int[] bounds(int rows, int devices) {
    int parts = Math.min(rows, devices);
    int[] bounds = new int[parts + 1];
    for (int part = 0; part < parts; part++) {
      bounds[part + 1] = bounds[part] + rows / parts + (part < rows % parts ? 1 : 0);
    }
    return bounds;
  }

  /**
   * The shares of the parts in the mean loss of a batch, which add up to 1. A part whose samples
   * all have the weight 0, or a label that is ignored, has none. If no part has one, the mean of
   * the batch is undefined: all are 1, so that each part fails as the batch does.
   */
  static List<Double> shares(Loss loss, DeviceBatch batch) {
    ToDoubleFunction<DeviceRows> divisor =
        batch.samples().isWeighted()
            ? rows -> sumOfWeights(batch.samples(), rows)
            : rows ->
                loss.divisor(BatchArrays.labelMemory(batch.samples(), rows.first(), rows.size()));
    double[] divisors = batch.parts().stream().mapToDouble(divisor).toArray();
    double sum = Arrays.stream(divisors).sum();
    return Arrays.stream(divisors).mapToObj(part -> sum == 0 ? 1 : part / sum).toList();
  }

  private static double sumOfWeights(TensorBatch samples, DeviceRows rows) {
    double sum = 0;
    for (int row = rows.first(); row < rows.first() + rows.size(); row++) {
      sum += samples.weight(row);
    }
    return sum;
  }

  /** Concatenates what was observed of the parts. */
  static Replica.Observation together(List<Replica.Observation> parts) {
    return new Replica.Observation(
        concatenate(parts.stream().map(Replica.Observation::losses).toList()),
        concatenate(parts.stream().map(Replica.Observation::gradientNorms).toList()));
  }

  private static MemorySegment concatenate(List<MemorySegment> parts) {
    long bytes = parts.stream().mapToLong(MemorySegment::byteSize).sum();
    MemorySegment all = Arena.ofAuto().allocate(bytes, Float.BYTES);
    long end = 0;
    for (MemorySegment part : parts) {
      MemorySegment.copy(part, 0, all, end, part.byteSize());
      end += part.byteSize();
    }
    return all;
  }
}
