package org.modyn.ml.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.modyn.common.error.ModynException;
import org.modyn.ml.random.SplitMix64;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorDataType;

/**
 * Draws the masks of dropout from a generator of the model's own: the engine's is one for the whole
 * process, so that two trainings would change each other's results.
 *
 * <p>The generator is {@link SplitMix64}, whose i-th number is a function of the seed and i, so
 * that the position, one number, is all that a checkpoint has to store.
 */
public final class RandomMasks {
  private static final int LARGEST_MASK = Integer.MAX_VALUE / Float.BYTES;

  private final long seed;
  private long position;
  private long firstRow;
  private long rows;

  RandomMasks(long seed) {
    this.seed = SplitMix64.mix(seed);
  }

  /** The number of random numbers drawn so far. */
  public long position() {
    return position;
  }

  /** Continues at a position of a generator with the same seed. */
  public void setPosition(long position) {
    this.position = position;
  }

  /**
   * Sets which rows of a batch the next masks are for, when the others are processed by copies of
   * the model: together, their masks are those of the whole batch.
   *
   * @param firstRow of the batch
   * @param rows of the whole batch
   */
  public void setPart(long firstRow, long rows) {
    this.firstRow = firstRow;
    this.rows = rows;
  }

  /**
   * Draws a mask of float32: 0 with the given probability, else {@code 1 / (1 - probability)}, so
   * that multiplication preserves the mean.
   *
   * @param manager owns the mask; on {@code device}
   * @param shape whose first dimension is that of the samples
   * @param probability from 0 to below 1
   * @throws ModynException UNIMPLEMENTED when the mask would have more than 2 GiB
   */
  NDArray draw(NDManager manager, Device device, Shape shape, double probability) {
    checkSize(shape);
    long perRow = shape.size() / shape.get(0);
    long start = position + firstRow * perRow;
    position += (rows == 0 ? shape.get(0) : rows) * perRow;
    if (!device.isCpu()) {
      MemorySegment memory = Arena.ofAuto().allocate(ValueLayout.JAVA_FLOAT, shape.size());
      fill(memory, start, probability);
      return device.upload(manager, memory, TensorDataType.FLOAT32, shape);
    }
    // the engine's memory is free again at the end of the step, and not when garbage is collected
    NDArray mask = manager.create(shape, TensorDataType.FLOAT32.engineType());
    fill(device.download(mask, manager), start, probability);
    return mask;
  }

  private static void checkSize(Shape shape) {
    if (shape.size() > LARGEST_MASK) {
      throw ModynException.unimplemented(
          "the dropout mask of an array %s would have %,d elements; the largest possible has %,d,"
              + " which are 2 GiB: lower training.batch_size",
          shape, shape.size(), LARGEST_MASK);
    }
  }

  private void fill(MemorySegment memory, long start, double probability) {
    float kept = (float) (1 / (1 - probability));
    // a number is k / 2^53, for a whole k
    long dropped = (long) Math.ceil(probability * 0x1p53);
    long elements = memory.byteSize() / Float.BYTES;
    for (long element = 0; element < elements; element++) {
      long number = SplitMix64.at(seed, start + element) >>> 11;
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, element, number < dropped ? 0 : kept);
    }
  }
}
