package org.modyn.common.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Recognises tensors that are made of a part of a sample's bytes. */
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
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("float", "float32"),
          Map.entry("double", "float64"),
          Map.entry("long", "int64"),
          Map.entry("int", "int32"),
          Map.entry("short", "int16"),
          Map.entry("single", "float32"));
  private static final Map<String, Integer> BYTES =
      Map.of(
          "int8", 1, "uint8", 1, "int16", 2, "uint16", 2, "int32", 4, "uint32", 4, "float32", 4,
          "int64", 8, "float64", 8);

  /**
   * Numbers of one type that follow each other in a sample.
   *
   * @param type of the numbers in the sample
   * @param offset of the first, in bytes
   * @param count of the numbers; empty when they go on to the end of the sample
   * @param dataType of the tensor
   * @param shape of the tensor; empty when it has one dimension
   */
  record Numbers(String type, long offset, OptionalLong count, String dataType, List<Long> shape) {
    Numbers as(String newDataType) {
      return new Numbers(type, offset, count, newDataType, shape);
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
    if (!(expression instanceof PythonExpression.Call call)) {
      return Optional.empty();
    }
    if (call.function() instanceof PythonExpression.Global function
        && !call.positional().isEmpty()) {
      if (function.name().matches("(torch|numpy)\\.frombuffer")) {
        return buffer(call);
      }
      if (CONVERSIONS.contains(function.name())) {
        return recognise(call.positional().getFirst()).flatMap(numbers -> convert(numbers, call));
      }
      return Optional.empty();
    }
    return call.function() instanceof PythonExpression.Attribute method
        ? recognise(method.object()).flatMap(numbers -> apply(numbers, method.name(), call))
        : Optional.empty();
  }

  private static Optional<Numbers> convert(Numbers numbers, PythonExpression.Call call) {
    if (call.positional().size() != 1
        || !Set.of("dtype", "copy").containsAll(call.named().keySet())) {
      return Optional.empty();
    }
    PythonExpression dataType = call.named().get("dtype");
    return dataType == null ? Optional.of(numbers) : typeName(dataType).map(numbers::as);
  }

  private static Optional<Numbers> apply(
      Numbers numbers, String method, PythonExpression.Call call) {
    return switch (method) {
      case "clone", "copy", "contiguous" ->
          call.positional().isEmpty() ? Optional.of(numbers) : Optional.empty();
      case "long", "float", "int", "double", "short" -> Optional.of(numbers.as(TYPES.get(method)));
      case "to", "type", "astype" ->
          call.positional().size() == 1
              ? typeName(call.positional().getFirst()).map(numbers::as)
              : Optional.empty();
      case "reshape", "view" -> shape(call.positional()).map(numbers::shaped);
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

  /** The name of a number type without its module, as {@code float32}. */
  static Optional<String> typeName(PythonExpression expression) {
    String name =
        switch (expression) {
          case PythonExpression.Global global ->
              global.name().substring(global.name().lastIndexOf('.') + 1);
          case PythonExpression.Constant(String text) -> text;
          default -> "";
        };
    String canonical = TYPES.getOrDefault(name, name).toLowerCase(Locale.ROOT);
    return BYTES.containsKey(canonical) ? Optional.of(canonical) : Optional.empty();
  }
}
