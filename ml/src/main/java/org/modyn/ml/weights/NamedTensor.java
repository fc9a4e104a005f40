package org.modyn.ml.weights;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;
import org.modyn.ml.tensor.TensorDataType;

/**
 * An array and its name, as stored.
 *
 * @param shape the sizes of the dimensions; empty for a scalar
 * @param bytes the elements, one after the other, last dimension fastest, little endian
 */
public record NamedTensor(
    String name, TensorDataType dataType, List<Long> shape, MemorySegment bytes) {
  public NamedTensor {
    requireNonNull(name, "name is null");
    requireNonNull(dataType, "dataType is null");
    shape = List.copyOf(shape);
    long elements = shape.stream().reduce(1L, Math::multiplyExact);
    if (bytes.byteSize() != Math.multiplyExact(elements, dataType.bytes())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: %d bytes for %s %s",
              name,
              bytes.byteSize(),
              dataType.torchName(),
              shape));
    }
  }

  /** As {@code float32 [64, 26]}. */
  public String type() {
    return type(dataType, shape);
  }

  /** As {@code float32 [64, 26]}. */
  public static String type(TensorDataType dataType, List<Long> shape) {
    return dataType.torchName() + " " + shape;
  }
}
