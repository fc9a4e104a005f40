package org.modyn.ml.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/** Conversion of arrays to Java: elements, shapes and types. */
public final class NativeArrays {
  private NativeArrays() {}

  /**
   * The memory of an array's elements, for arrays that live no longer than a step. If the memory is
   * that of a copy, the copy lives as long as the array's manager.
   */
  public static MemorySegment memory(NDArray array) {
    return memory(array, array.getManager());
  }

  /** The memory of an array's elements; see {@link Device#download}. */
  public static MemorySegment memory(NDArray array, NDManager scratch) {
    return Device.holding(array).download(array, scratch);
  }

  /** Changes the elements of an array; see {@link Device#write}. */
  public static void write(NDArray array, MemorySegment elements) {
    Device.holding(array).write(array, elements);
  }

  /** The one element of a float32 array that lives no longer than a step. */
  public static float scalar(NDArray array) {
    return scalar(array, array.getManager());
  }

  /** The one element of a float32 array; see {@link Device#download}. */
  public static float scalar(NDArray array, NDManager scratch) {
    return memory(array, scratch).get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0);
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
