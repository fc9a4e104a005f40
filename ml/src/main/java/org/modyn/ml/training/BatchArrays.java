package org.modyn.ml.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

/** The filled rows of a batch as arrays over its memory, and whether inputs fit a model. */
final class BatchArrays {
  private BatchArrays() {}

  /**
   * @throws ModynException INVALID_ARGUMENT when an input is missing, or has another shape or kind
   *     of type
   */
  static void checkFit(List<TensorSpecification> inputs, List<TensorSpecification> tensors) {
    List<String> names = tensors.stream().map(TensorSpecification::name).toList();
    for (TensorSpecification input : inputs) {
      if (!names.contains(input.name())) {
        throw ModynException.invalidArgument(
            "the model needs the tensor %s, but bytes_parser_function makes only %s",
            input, String.join(", ", names));
      }
      TensorSpecification tensor = tensors.get(names.indexOf(input.name()));
      if (!tensor.shape().equals(input.shape())
          || tensor.dataType().isFloating() != input.dataType().isFloating()) {
        throw ModynException.invalidArgument(
            "the model needs the tensor %s, but bytes_parser_function makes %s", input, tensor);
      }
    }
  }

  static Map<String, NDArray> arrays(NDManager manager, TensorBatch batch) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    for (int index = 0; index < batch.specifications().size(); index++) {
      TensorSpecification specification = batch.specifications().get(index);
      long[] shape = new long[specification.shape().size() + 1];
      shape[0] = batch.size();
      for (int dimension = 1; dimension < shape.length; dimension++) {
        shape[dimension] = specification.shape().get(dimension - 1);
      }
      MemorySegment filled =
          batch.tensor(index).asSlice(0, batch.size() * specification.bytesPerSample());
      arrays.put(
          specification.name(),
          NativeArrays.view(manager, filled, specification.dataType(), new Shape(shape)));
    }
    return arrays;
  }

  static NDArray labels(NDManager manager, TensorBatch batch) {
    return column(manager, batch, batch.labels(), TensorDataType.INT64);
  }

  static NDArray weights(NDManager manager, TensorBatch batch) {
    return column(manager, batch, batch.weights(), TensorDataType.FLOAT32);
  }

  private static NDArray column(
      NDManager manager, TensorBatch batch, MemorySegment memory, TensorDataType dataType) {
    return NativeArrays.view(
        manager,
        memory.asSlice(0, (long) batch.size() * dataType.bytes()),
        dataType,
        new Shape(batch.size()));
  }
}
