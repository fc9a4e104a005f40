package org.modyn.ml.tensor;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The name, type and shape of one input of a model.
 *
 * @param name of the model's input
 * @param shape the sizes of one sample's dimensions, without that of the batch; empty for a scalar
 */
public record TensorSpecification(String name, TensorDataType dataType, List<Long> shape) {
  public TensorSpecification {
    requireNonNull(name, "name is null");
    requireNonNull(dataType, "dataType is null");
    shape = List.copyOf(shape);
    if (shape.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException("a dimension of " + name + " is empty: " + shape);
    }
  }

  /** The number of elements of one sample. */
  public long elementsPerSample() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** The size of one sample in bytes. */
  public long bytesPerSample() {
    return Math.multiplyExact(elementsPerSample(), dataType.bytes());
  }

  /** As {@code categorical_input: int64 [batch, 4]}. */
  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder(name).append(": ").append(dataType.torchName()).append(" [batch");
    shape.forEach(size -> text.append(", ").append(size));
    return text.append(']').toString();
  }
}
