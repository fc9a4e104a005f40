package org.modyn.ml.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.modyn.ml.random.SplitMix64;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorDataType;

/**
 * Draws the masks of dropout from a generator of the model's own: the engine's is one for the whole
 * process, so that two trainings would change each other's results.
 *
 * <p>The generator is {@link SplitMix64}, whose i-th number is a function of the seed and i, so
 * that the position, one number, is all there is to store to go on from a checkpoint.
 */
public final class RandomMasks {
  private static final double UNIT = 0x1.0p-53;

  private final long seed;
  private long position;

  RandomMasks(long seed) {
    this.seed = SplitMix64.mix(seed);
  }

  /** How many numbers have been drawn. */
  public long position() {
    return position;
  }

  /** Goes on from a position of a generator with the same seed. */
  public void setPosition(long position) {
    this.position = position;
  }

  /**
   * A mask of float32: 0 with a probability, else {@code 1 / (1 - probability)}, so that the mean
   * of what is multiplied with it stays.
   *
   * @param probability from 0 to below 1
   */
  NDArray draw(NDManager manager, Device device, Shape shape, double probability) {
    MemorySegment memory = WeightInitializer.allocate(shape);
    float kept = (float) (1 / (1 - probability));
    long elements = shape.size();
    for (long index = 0; index < elements; index++) {
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, index, next() < probability ? 0 : kept);
    }
    return device.upload(manager, memory, TensorDataType.FLOAT32, shape);
  }

  private double next() {
    double number = (SplitMix64.at(seed, position) >>> 11) * UNIT;
    position++;
    return number;
  }
}
