package org.modyn.ml.nn;

import static org.modyn.ml.tensor.TensorDataType.FLOAT32;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorDataType;

/**
 * The state that all modules of a model share: the manager of its arrays, the sources of its
 * initial weights and dropout masks, and the precision of its multiplications.
 *
 * <p>Not safe for concurrent use.
 */
public final class ModelContext implements AutoCloseable {
  private final NDManager manager;
  private final Device device;
  private final WeightInitializer initializer;
  private final RandomMasks masks;
  private boolean halfPrecision;

  private ModelContext(
      NDManager parent, Device device, WeightInitializer initializer, RandomMasks masks) {
    this.manager = parent.newSubManager();
    this.device = device;
    this.initializer = initializer;
    this.masks = masks;
  }

  /**
   * @param parent of the manager that the model's arrays belong to; on {@code device}
   * @param seed decides the first weights and the dropout masks
   */
  public ModelContext(NDManager parent, Device device, long seed) {
    this(parent, device, WeightInitializer.drawing(seed), new RandomMasks(seed));
  }

  /**
   * Creates a context for models whose arrays are loaded: they are initialized with zeros, because
   * drawing the weights of a large model takes seconds.
   */
  public static ModelContext ofStoredModel(NDManager parent, Device device) {
    return new ModelContext(parent, device, WeightInitializer.zeros(), new RandomMasks(0));
  }

  /**
   * As {@link #ofStoredModel}, for a model that is trained.
   *
   * @param seed of the dropout masks; models that are trained together have the same
   */
  public static ModelContext ofReplica(NDManager parent, Device device, long seed) {
    return new ModelContext(parent, device, WeightInitializer.zeros(), new RandomMasks(seed));
  }

  /**
   * Creates a context for models of which only the shape is used: the names and shapes of their
   * arrays are correct, but all elements of an array share a single zero, so that even the largest
   * table takes no memory.
   */
  public static ModelContext ofOutline(NDManager parent) {
    return new ModelContext(parent, Device.CPU, null, new RandomMasks(0));
  }

  public Device device() {
    return device;
  }

  /** Owns the model's arrays; for models that load theirs. */
  public NDManager manager() {
    return manager;
  }

  /** Draws an array of float32. */
  public NDArray draw(Initialization initialization, Shape shape) {
    return drawTables(List.of(shape.size()), List.of(initialization), shape);
  }

  /**
   * Draws a float32 array that consists of parts with different distributions.
   *
   * @param elements the number of elements of each part, in order
   * @param initializations one per part
   */
  NDArray drawTables(List<Long> elements, List<Initialization> initializations, Shape shape) {
    if (initializer == null) {
      return Operations.broadcast(manager.zeros(new Shape()), shape);
    }
    MemorySegment memory = WeightInitializer.allocate(shape);
    long from = 0;
    for (int part = 0; part < elements.size(); part++) {
      long to = from + elements.get(part);
      initializer.fill(memory, from, to, initializations.get(part));
      from = to;
    }
    return device.upload(manager, memory, FLOAT32, shape);
  }

  /**
   * Checks whether a parameter that an outline has can be drawn.
   *
   * @throws ModynException UNIMPLEMENTED when it would have more than 2 GiB
   */
  public static void checkSize(Shape shape) {
    WeightInitializer.checkSize(shape);
  }

  /** Creates an array of zeros or ones that is not a parameter, owned by the model's manager. */
  public NDArray constant(double value, TensorDataType dataType, Shape shape) {
    return manager.full(shape, (float) value, dataType.engineType());
  }

  /** Creates an array of the given numbers, owned by the model's manager. */
  public NDArray constant(long[] values) {
    return manager.create(values);
  }

  /** The source of dropout masks. */
  public RandomMasks masks() {
    return masks;
  }

  /**
   * Whether matrix products and convolutions are computed in float16, as PyTorch's autocast does on
   * CUDA devices.
   */
  public void setHalfPrecision(boolean halfPrecision) {
    this.halfPrecision = halfPrecision;
  }

  /**
   * Returns the operand of a matrix product or convolution: converted to float16 in half precision,
   * else unchanged.
   *
   * @param owner of the operand in float16, which is freed with the step
   */
  public NDArray lower(NDArray operand, NDManager owner) {
    return halfPrecision ? Operations.toHalf(operand, owner) : operand;
  }

  /** The operand of an operation that needs the full precision, as a softmax. */
  public NDArray raise(NDArray operand) {
    return halfPrecision ? Operations.toFloat(operand) : operand;
  }

  @Override
  public void close() {
    manager.close();
  }
}
