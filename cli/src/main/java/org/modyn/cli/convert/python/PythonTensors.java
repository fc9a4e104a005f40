package org.modyn.cli.convert.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Finds the tensors that are created from a range of a sample's bytes. */
final class PythonTensors {
  private static final Set<String> CONVERSIONS =
      Set.of(
          "torch.from_numpy",
          "torch.asarray",
          "torch.as_tensor",
          "torch.tensor",
          "numpy.array",
          "numpy.asarray",
          "numpy.copy");
  private static final String TORCH = "torch.";

  /** Other names of types in torch, and of the tensors' methods that cast to them. */
  private static final Map<String, String> TORCH_TYPES =
      Map.of(
          "float", "float32", "double", "float64", "long", "int64", "int", "int32", "short",
          "int16");

  /**
   * Other names of types in numpy and in Python itself; {@code float} has twice the bits of
   * torch's.
   */
  private static final Map<String, String> OTHER_TYPES =
      Map.of(
          "float", "float64", "double", "float64", "single", "float32", "int", "int64", "intc",
          "int32", "short", "int16");

  private static final Set<String> TENSOR_TYPES =
      Set.of("uint8", "int8", "int16", "int32", "int64", "float32", "float64");
  private static final Map<String, Integer> BYTES =
      Map.of(
          "int8", 1, "uint8", 1, "int16", 2, "uint16", 2, "int32", 4, "uint32", 4, "float32", 4,
          "int64", 8, "float64", 8);

  /**
   * Consecutive numbers of one type in a sample.
   *
   * @param type of the numbers in the sample
   * @param offset of the first, in bytes
   * @param count of the numbers; empty if they extend to the end of the sample
   * @param dataType of the tensor
   * @param shape of the tensor; empty when it has one dimension
   */
  record Numbers(String type, long offset, OptionalLong count, String dataType, List<Long> shape) {
    /** Empty after an earlier cast: no builtin reproduces its loss of precision. */
    Optional<Numbers> as(String newDataType) {
      return TENSOR_TYPES.contains(newDataType)
              && (dataType.equals(type) || dataType.equals(newDataType))
          ? Optional.of(new Numbers(type, offset, count, newDataType, shape))
          : Optional.empty();
    }

    Numbers shaped(List<Long> newShape) {
      long elements = newShape.stream().reduce(1L, (first, second) -> first * second);
      return new Numbers(type, offset, OptionalLong.of(elements), dataType, newShape);
    }

    long bytesPerNumber() {
      return BYTES.get(type);
    }
  }

  private PythonTensors() {}

  static Optional<Numbers> recognise(PythonExpression expression) {
    return numbers(expression).filter(numbers -> TENSOR_TYPES.contains(numbers.dataType()));
  }

  private static Optional<Numbers> numbers(PythonExpression expression) {
    if (!(expression instanceof PythonExpression.Call call)) {
      return Optional.empty();
    }
    if (call.function() instanceof PythonExpression.Global function
        && !call.positional().isEmpty()) {
      if (function.name().matches("(torch|numpy)\\.frombuffer")) {
        return buffer(call);
      }
      if (CONVERSIONS.contains(function.name())) {
        return numbers(call.positional().getFirst()).flatMap(numbers -> convert(numbers, call));
      }
      return Optional.empty();
    }
    return call.function() instanceof PythonExpression.Attribute method
        ? numbers(method.object()).flatMap(numbers -> apply(numbers, method.name(), call))
        : Optional.empty();
  }

  private static Optional<Numbers> convert(Numbers numbers, PythonExpression.Call call) {
    if (call.positional().size() != 1
        || !Set.of("dtype", "copy").containsAll(call.named().keySet())) {
      return Optional.empty();
    }
    PythonExpression dataType = call.named().get("dtype");
    return dataType == null ? Optional.of(numbers) : typeName(dataType).flatMap(numbers::as);
  }

  private static Optional<Numbers> apply(
      Numbers numbers, String method, PythonExpression.Call call) {
    return switch (method) {
      case "clone", "copy", "contiguous" ->
          call.positional().isEmpty() ? Optional.of(numbers) : Optional.empty();
      case "reshape", "view" -> shape(call.positional()).map(numbers::shaped);
      default -> castType(method, call).flatMap(numbers::as);
    };
  }

  /**
   * The type to which the call of a method casts; empty when it is no cast or has no known type.
   */
  static Optional<String> castType(String method, PythonExpression.Call call) {
    if (!call.named().isEmpty()) {
      return Optional.empty();
    }
    return switch (method) {
      case "long", "float", "int", "double", "short", "bool" ->
          call.positional().isEmpty()
              ? Optional.of(TORCH_TYPES.getOrDefault(method, method))
              : Optional.empty();
      case "to", "type", "astype" ->
          call.positional().size() == 1 ? typeName(call.positional().getFirst()) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<List<Long>> shape(List<PythonExpression> arguments) {
    List<PythonExpression> sizes =
        arguments.size() == 1 && arguments.getFirst() instanceof PythonExpression.Sequence sequence
            ? sequence.elements()
            : arguments;
    List<Long> shape = new ArrayList<>();
    for (PythonExpression size : sizes) {
      OptionalLong whole = whole(size);
      if (whole.isEmpty() || whole.getAsLong() < 1) {
        return Optional.empty();
      }
      shape.add(whole.getAsLong());
    }
    return shape.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(shape));
  }

  private static Optional<Numbers> buffer(PythonExpression.Call call) {
    List<PythonExpression> positional = call.positional();
    PythonExpression dataType =
        positional.size() > 1 ? positional.get(1) : call.named().get("dtype");
    boolean known =
        positional.size() <= 2
            && Set.of("dtype", "count", "offset").containsAll(call.named().keySet());
    if (dataType == null || !known) {
      return Optional.empty();
    }
    PythonExpression zero = new PythonExpression.Constant(0L);
    PythonExpression all = new PythonExpression.Constant(-1L);
    OptionalLong offset = whole(call.named().getOrDefault("offset", zero));
    OptionalLong count = whole(call.named().getOrDefault("count", all));
    Optional<Part> part = part(positional.getFirst());
    Optional<String> type = typeName(dataType).filter(BYTES::containsKey);
    if (offset.isEmpty() || count.isEmpty() || part.isEmpty() || type.isEmpty()) {
      return Optional.empty();
    }
    long first = part.get().from() + offset.getAsLong();
    OptionalLong values = count.getAsLong() >= 0 ? count : OptionalLong.empty();
    if (values.isEmpty() && part.get().to().isPresent()) {
      long bytes = part.get().to().getAsLong() - first;
      if (bytes <= 0 || bytes % BYTES.get(type.get()) != 0) {
        return Optional.empty();
      }
      values = OptionalLong.of(bytes / BYTES.get(type.get()));
    }
    return Optional.of(new Numbers(type.get(), first, values, type.get(), List.of()));
  }

  private record Part(long from, OptionalLong to) {}

  private static Optional<Part> part(PythonExpression bytes) {
    if (bytes instanceof PythonExpression.Input) {
      return Optional.of(new Part(0, OptionalLong.empty()));
    }
    if (!(bytes instanceof PythonExpression.Slice slice)
        || !(slice.object() instanceof PythonExpression.Input)) {
      return Optional.empty();
    }
    OptionalLong from = slice.from().map(PythonTensors::whole).orElse(OptionalLong.of(0));
    OptionalLong to = slice.to().map(PythonTensors::whole).orElse(OptionalLong.empty());
    boolean known =
        from.isPresent()
            && from.getAsLong() >= 0
            && (slice.to().isEmpty() || to.isPresent() && to.getAsLong() >= 0);
    return known ? Optional.of(new Part(from.getAsLong(), to)) : Optional.empty();
  }

  static OptionalLong whole(PythonExpression expression) {
    return expression instanceof PythonExpression.Constant(Long value)
        ? OptionalLong.of(value)
        : OptionalLong.empty();
  }

  /** A number type by its full name, as {@code float32}. */
  static Optional<String> typeName(PythonExpression expression) {
    return switch (expression) {
      case PythonExpression.Global(String name) when name.startsWith(TORCH) ->
          knownType(name.substring(TORCH.length()), TORCH_TYPES);
      case PythonExpression.Global(String name) ->
          knownType(name.substring(name.lastIndexOf('.') + 1), OTHER_TYPES);
      case PythonExpression.Constant(String name) -> knownType(name, OTHER_TYPES);
      default -> Optional.empty();
    };
  }

  private static Optional<String> knownType(String name, Map<String, String> others) {
    return Optional.of(others.getOrDefault(name, name)).filter(BYTES::containsKey);
  }
}
