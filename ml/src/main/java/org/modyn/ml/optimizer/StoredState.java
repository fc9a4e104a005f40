package org.modyn.ml.optimizer;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.weights.NamedTensor;

/**
 * The stored state of an optimizer. Reading an entry that is missing, or has another type or shape,
 * is INVALID_ARGUMENT.
 *
 * @param optimizer its name, for messages
 * @param tensors by their names
 */
record StoredState(String optimizer, Map<String, NamedTensor> tensors) {
  private static final ValueLayout.OfLong LITTLE_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat LITTLE_FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  StoredState {
    requireNonNull(optimizer, "optimizer is null");
    requireNonNull(tensors, "tensors is null");
  }

  static NamedTensor of(String name, NDArray array, NDManager scratch) {
    return new NamedTensor(
        name,
        NativeArrays.dataType(array),
        NativeArrays.shape(array),
        NativeArrays.memory(array, scratch));
  }

  static NamedTensor ofLong(String name, long value) {
    MemorySegment memory = Arena.ofAuto().allocate(LITTLE_LONG);
    memory.set(LITTLE_LONG, 0, value);
    return new NamedTensor(name, TensorDataType.INT64, List.of(), memory);
  }

  static NamedTensor ofFloat(String name, float value) {
    MemorySegment memory = Arena.ofAuto().allocate(LITTLE_FLOAT);
    memory.set(LITTLE_FLOAT, 0, value);
    return new NamedTensor(name, TensorDataType.FLOAT32, List.of(), memory);
  }

  void copyTo(String name, NDArray array) {
    String type = NamedTensor.type(NativeArrays.dataType(array), NativeArrays.shape(array));
    NativeArrays.write(array, find(name, type).bytes());
  }

  long readLong(String name) {
    return find(name, "int64 []").bytes().get(LITTLE_LONG, 0);
  }

  float readFloat(String name) {
    return find(name, "float32 []").bytes().get(LITTLE_FLOAT, 0);
  }

  private NamedTensor find(String name, String type) {
    NamedTensor tensor = tensors.get(name);
    if (tensor == null || !tensor.type().equals(type)) {
      throw ModynException.invalidArgument(
          "the stored state of the optimizer \"%s\" does not fit the model: %s should be %s but is"
              + " %s; train without load_optimizer_state",
          optimizer, name, type, tensor == null ? "missing" : tensor.type());
    }
    return tensor;
  }
}
