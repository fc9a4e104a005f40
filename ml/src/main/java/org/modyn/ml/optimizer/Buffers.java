package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.weights.NamedTensor;

/** Arrays of an optimizer's state as they are stored. */
final class Buffers {
  private Buffers() {}

  static NamedTensor named(String name, NDArray array) {
    return new NamedTensor(
        name, NativeArrays.dataType(array), NativeArrays.shape(array), NativeArrays.memory(array));
  }

  /** Copies the tensor of this name into the array. */
  static void restore(
      String optimizer, String name, NDArray array, Map<String, NamedTensor> state) {
    NamedTensor target = named(name, array);
    MemorySegment.copy(
        find(optimizer, name, target.type(), state).bytes(),
        0,
        target.bytes(),
        0,
        target.bytes().byteSize());
  }

  static NamedTensor find(
      String optimizer, String name, String type, Map<String, NamedTensor> state) {
    NamedTensor tensor = state.get(name);
    if (tensor == null || !tensor.type().equals(type)) {
      throw ModynException.invalidArgument(
          "the stored state of the optimizer \"%s\" does not fit the model: %s should be %s but is"
              + " %s; train without load_optimizer_state",
          optimizer, name, type, tensor == null ? "missing" : tensor.type());
    }
    return tensor;
  }
}
