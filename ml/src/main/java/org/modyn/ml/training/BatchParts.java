package org.modyn.ml.training;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalDouble;
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
   * Returns what the sum of the losses of a batch is divided by for their mean. Empty if all
   * samples have the weight 0, or a label that is ignored: the mean of the batch is undefined, and
   * that of each part fails as it does.
   */
  static OptionalDouble divisor(Loss loss, TensorBatch samples) {
    double divisor =
        samples.isWeighted()
            ? sumOfWeights(samples)
            : loss.divisor(BatchArrays.labelMemory(samples, 0, samples.size()));
    return divisor == 0 ? OptionalDouble.empty() : OptionalDouble.of(divisor);
  }

  private static double sumOfWeights(TensorBatch samples) {
    double sum = 0;
    for (int row = 0; row < samples.size(); row++) {
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
