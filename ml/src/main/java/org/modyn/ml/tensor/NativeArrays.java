package org.modyn.ml.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Arrays and the memory under them, without copies. */
public final class NativeArrays {
  private NativeArrays() {}

  /**
   * An array whose elements are this memory: changes of one are changes of the other.
   *
   * @param memory outside the heap, contiguous, in the machine's byte order, exactly as long as the
   *     array, below 2 GiB; it must live as long as the array and everything recorded from it, so
   *     it comes from an automatic or global arena
   */
  public static NDArray view(
      NDManager manager, MemorySegment memory, TensorDataType dataType, Shape shape) {
    return manager.create(
        memory.asByteBuffer().order(ByteOrder.nativeOrder()), shape, dataType.engineType());
  }

  /**
   * The memory of an array on the CPU, valid until the array is closed. When its elements do not
   * lie one after the other, this is the memory of a copy that lives as long as the array's
   * manager.
   */
  public static MemorySegment memory(NDArray array) {
    return MemorySegment.ofBuffer(array.toByteBuffer(true));
  }

  /** The one element of a float32 array. */
  public static float scalar(NDArray array) {
    return array.toByteBuffer(true).getFloat(0);
  }

  /** The sizes of an array's dimensions. */
  public static List<Long> shape(NDArray array) {
    return Arrays.stream(array.getShape().getShape()).boxed().toList();
  }

  public static TensorDataType dataType(NDArray array) {
    return Arrays.stream(TensorDataType.values())
        .filter(type -> type.engineType() == array.getDataType())
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("unsupported type " + array.getDataType()));
  }
}
