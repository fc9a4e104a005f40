package org.modyn.ml.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * An input that a model takes.
 *
 * @param name by which the model knows it
 * @param dataType any integer type may come for an integer one, and any floating type for a
 *     floating one
 * @param shape the sizes of one sample's dimensions, without that of the batch; {@link #ANY} where
 *     the model takes every size
 */
public record ModelInput(String name, TensorDataType dataType, List<Long> shape) {
  /** The name of the input of models that have one, and of the tensor of parsers that make one. */
  public static final String DATA = "data";

  /** A dimension of any size. */
  public static final long ANY = -1;

  public ModelInput {
    requireNonNull(name, "name is null");
    requireNonNull(dataType, "dataType is null");
    shape = List.copyOf(shape);
  }

  /** Images of any height and width, as floating {@code [channels, height, width]}. */
  public static ModelInput images(long channels) {
    return new ModelInput(DATA, TensorDataType.FLOAT32, List.of(channels, ANY, ANY));
  }

  /** Whether a tensor of batches can be this input, whatever it is called. */
  public boolean accepts(TensorSpecification tensor) {
    if (tensor.dataType().isFloating() != dataType.isFloating()
        || tensor.shape().size() != shape.size()) {
      return false;
    }
    for (int dimension = 0; dimension < shape.size(); dimension++) {
      long size = shape.get(dimension);
      if (size != ANY && size != tensor.shape().get(dimension)) {
        return false;
      }
    }
    return true;
  }

  /** As {@code data: float32 [batch, 3, any, any]}. */
  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder(name).append(": ").append(dataType.torchName()).append(" [batch");
    shape.forEach(size -> text.append(", ").append(size == ANY ? "any" : size));
    return text.append(']').toString();
  }
}
