package org.modyn.ml.nn;

import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.modyn.common.error.ModynException;

/**
 * Draws the first weights of a model. The numbers come from Java's {@code L64X128MixRandom} and not
 * from the engine, whose generator all models of a process would share: so a seed means the same
 * weights whatever else runs.
 */
final class WeightInitializer {
  private static final int ALIGNMENT = 64;

  private final Optional<RandomGenerator> random;

  private WeightInitializer(Optional<RandomGenerator> random) {
    this.random = random;
  }

  static WeightInitializer drawing(long seed) {
    return new WeightInitializer(
        Optional.of(RandomGeneratorFactory.of("L64X128MixRandom").create(seed)));
  }

  /** Leaves all weights zero, for models that load theirs. */
  static WeightInitializer zeros() {
    return new WeightInitializer(Optional.empty());
  }

  /** Memory outside the heap for the elements of a float32 array, filled with zeros. */
  static MemorySegment allocate(Shape shape) {
    checkSize(shape);
    return Arena.ofAuto().allocate(shape.size() * Float.BYTES, ALIGNMENT);
  }

  /**
   * @throws ModynException UNIMPLEMENTED when a float32 array of this shape has more than 2 GiB
   */
  static void checkSize(Shape shape) {
    if (shape.size() > Integer.MAX_VALUE / Float.BYTES) {
      throw ModynException.unimplemented(
          "a parameter of the model would have the shape %s and %,d elements; the largest possible"
              + " has %,d, which are 2 GiB",
          shape, shape.size(), Integer.MAX_VALUE / Float.BYTES);
    }
  }

  /**
   * Draws a range of elements.
   *
   * @param from the first element
   * @param to the one behind the last element
   */
  void fill(MemorySegment memory, long from, long to, Initialization initialization) {
    random.ifPresent(generator -> fill(memory, from, to, distribution(initialization, generator)));
  }

  private static DoubleSupplier distribution(
      Initialization initialization, RandomGenerator random) {
    return switch (initialization) {
      case Initialization.Constant(double value) -> () -> value;
      case Initialization.Uniform(double bound) -> () -> random.nextDouble(-bound, bound);
      case Initialization.Normal(double deviation) -> () -> random.nextGaussian(0, deviation);
    };
  }

  private static void fill(MemorySegment memory, long from, long to, DoubleSupplier distribution) {
    for (long index = from; index < to; index++) {
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, index, (float) distribution.getAsDouble());
    }
  }
}
