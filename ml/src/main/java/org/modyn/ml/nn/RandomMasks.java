package org.modyn.ml.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorDataType;

/**
 * Draws the masks of dropout from a generator of the model's own: the engine's is one for the whole
 * process, so that two trainings would change each other's results.
 *
 * <p>The generator is SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators", 2014, figure 17): the i-th number is a mix of the seed and i, so that the position,
 * one number, is all there is to store to go on from a checkpoint.
 */
public final class RandomMasks {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final double UNIT = 0x1.0p-53;

  private final long seed;
  private long position;

  RandomMasks(long seed) {
    this.seed = mix(seed);
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
    position++;
    return (mix(seed + position * GOLDEN_GAMMA) >>> 11) * UNIT;
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
