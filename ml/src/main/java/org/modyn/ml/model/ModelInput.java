package org.modyn.ml.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * An input that a model takes.
 *
 * @param name the name of the input in the model @param dataType of the array that is passed to the
 *     model. Tensors of any integer type are accepted for an integer type, and of any
 *     floating-point type for a floating-point one; empty if the model does not define it
 * @param shape the sizes of one sample's dimensions, without that of the batch; {@link #ANY} where
 *     the model accepts every size; empty if the model does not define it
 * @param limits for integers: the exclusive upper limit of each element of a sample, in order,
 *     whose values start at 0; empty if the model accepts every value
 */
public record ModelInput(
    String name, Optional<TensorDataType> dataType, Optional<List<Long>> shape, List<Long> limits) {
  /** The name of the input of models that have one, and of the tensor of parsers that make one. */
  public static final String DATA = "data";

  /** A dimension of any size. */
  public static final long ANY = -1;

  public ModelInput {
    requireNonNull(name, "name is null");
    requireNonNull(dataType, "dataType is null");
    shape = shape.map(List::copyOf);
    limits = List.copyOf(limits);
  }

  /** An input of any values. */
  public ModelInput(String name, TensorDataType dataType, List<Long> shape) {
    this(name, Optional.of(dataType), Optional.of(shape), List.of());
  }

  /** Images of any height and width, as floating {@code [channels, height, width]}. */
  public static ModelInput images(long channels) {
    return new ModelInput(DATA, TensorDataType.FLOAT32, List.of(channels, ANY, ANY));
  }

  /** Whether a tensor of batches can be this input, whatever it is called. */
  public boolean accepts(TensorSpecification tensor) {
    return dataType.map(type -> type.isFloating() == tensor.dataType().isFloating()).orElse(true)
        && shape.map(sizes -> accepts(sizes, tensor.shape())).orElse(true);
  }

  private static boolean accepts(List<Long> expected, List<Long> actual) {
    if (expected.size() != actual.size()) {
      return false;
    }
    for (int dimension = 0; dimension < expected.size(); dimension++) {
      long size = expected.get(dimension);
      if (size != ANY && size != actual.get(dimension)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The type in which a tensor is passed to the model: the type of the input or, if it is not
   * defined, float32 for floating-point numbers and int64 for integers.
   */
  public TensorDataType typeFor(TensorDataType given) {
    return dataType.orElseGet(() -> usualType(given));
  }

  private static TensorDataType usualType(TensorDataType given) {
    if (given == TensorDataType.BOOL) {
      return given;
    }
    return given.isFloating() ? TensorDataType.FLOAT32 : TensorDataType.INT64;
  }

  /** As {@code data: float32 [batch, 3, any, any]}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name);
    dataType.ifPresent(type -> text.append(": ").append(type.torchName()));
    shape.ifPresent(
        sizes -> {
          text.append(" [batch");
          sizes.forEach(size -> text.append(", ").append(size == ANY ? "any" : size));
          text.append(']');
        });
    return text.toString();
  }
}
