package org.modyn.ml.model;

import static org.modyn.ml.tensor.TensorDataType.FLOAT32;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.NativeArrays;

/**
 * Draws the first weights of a model. The numbers come from Java's {@code L64X128MixRandom} and not
 * from the engine, whose generator all models of a process would share: so a seed means the same
 * weights whatever else runs.
 */
final class WeightInitializer {
  private final NDManager manager;
  private final RandomGenerator random;

  WeightInitializer(NDManager manager, long seed) {
    this.manager = manager;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** Uniform between -bound and bound. */
  NDArray uniform(double bound, Shape shape) {
    return draw(shape, () -> random.nextDouble(-bound, bound));
  }

  /** Normal with mean 0. */
  NDArray normal(double deviation, Shape shape) {
    return draw(shape, () -> random.nextGaussian(0, deviation));
  }

  /**
   * Tables of rows below each other, each uniform between -b and b with {@code b = 1 / sqrt(rows)}.
   */
  NDArray uniformTables(List<Integer> rows, int columns) {
    long allRows = rows.stream().mapToLong(count -> count).sum();
    Shape shape = new Shape(allRows, columns);
    MemorySegment memory = allocate(shape);
    long from = 0;
    for (int count : rows) {
      double bound = 1 / Math.sqrt(count);
      long to = from + (long) count * columns;
      fill(memory, from, to, () -> random.nextDouble(-bound, bound));
      from = to;
    }
    return learned(memory, shape);
  }

  private NDArray draw(Shape shape, DoubleSupplier distribution) {
    MemorySegment memory = allocate(shape);
    fill(memory, 0, shape.size(), distribution);
    return learned(memory, shape);
  }

  private static MemorySegment allocate(Shape shape) {
    long bytes = Math.multiplyExact(shape.size(), (long) Float.BYTES);
    if (bytes > Integer.MAX_VALUE) {
      throw ModynException.unimplemented(
          "a parameter of the model would have the shape %s and %d bytes; the largest possible has"
              + " 2 GiB",
          shape, bytes);
    }
    return Arena.ofAuto().allocate(bytes, 64);
  }

  private static void fill(MemorySegment memory, long from, long to, DoubleSupplier distribution) {
    for (long index = from; index < to; index++) {
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, index, (float) distribution.getAsDouble());
    }
  }

  private NDArray learned(MemorySegment memory, Shape shape) {
    NDArray weights = NativeArrays.view(manager, memory, FLOAT32, shape);
    weights.setRequiresGradient(true);
    return weights;
  }
}
