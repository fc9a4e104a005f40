package org.modyn.cli.convert.python;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.expression.Expression;
import org.modyn.common.function.expression.Expression.Bool;
import org.modyn.common.function.expression.Expression.Call;
import org.modyn.common.function.expression.Expression.ListOf;
import org.modyn.common.function.expression.Expression.Real;
import org.modyn.common.function.expression.Expression.Text;
import org.modyn.common.function.expression.Expression.Whole;

/**
 * Finds the builtin that is equivalent to a Python function of a pipeline file. Functions are
 * compared by their results; layout, comments and the names of variables and imports do not matter.
 *
 * <p>Nothing is executed.
 */
public final class PythonFunctions {
  /** Types that hold any label; losses convert labels to the type that they need. */
  private static final Set<String> LABEL_TYPES = Set.of("int32", "int64", "float32", "float64");

  /** Types that hold any output of a model. */
  private static final Set<String> OUTPUT_TYPES = Set.of("float32", "float64");

  /** Types that hold 0 and 1. */
  private static final Set<String> BINARY_TYPES =
      Set.of("bool", "uint8", "int8", "int16", "int32", "int64", "float32", "float64");

  private static final String DEFAULT_FIELD = "data";

  private PythonFunctions() {}

  /** The purpose of a function. */
  public enum Kind {
    /** From the bytes of a sample to tensors. */
    BYTES_PARSER,
    /** From labels to labels. */
    LABEL_TRANSFORMER,
    /** From the model's output to the input of a metric. */
    EVALUATION_TRANSFORMER
  }

  /**
   * Names the builtin, as a call.
   *
   * @param columns the number of values of a tensor, by the tensor's name ({@code data} when it has
   *     none); needed for tensors that a function reads up to the end of a sample
   * @throws ModynException INVALID_ARGUMENT that names the part of the function without a builtin
   */
  public static Call toBuiltin(Kind kind, String source, Map<String, Integer> columns) {
    PythonExpression result = PythonFunctionParser.parse(source);
    Optional<Call> builtin =
        switch (kind) {
          case BYTES_PARSER -> bytesParser(result, columns);
          case LABEL_TRANSFORMER ->
              isInput(withoutCasts(result, LABEL_TYPES)) ? call("Identity") : none();
          case EVALUATION_TRANSFORMER -> evaluationTransformer(result);
        };
    return builtin.orElseThrow(
        () -> ModynException.invalidArgument("no builtin computes what it returns"));
  }

  private static Optional<Call> bytesParser(PythonExpression result, Map<String, Integer> columns) {
    if (isText(result)) {
      return call("Utf8");
    }
    Optional<Call> image = image(result);
    if (image.isPresent()) {
      return image;
    }
    if (isTable(result)) {
      return csv(columns);
    }
    Map<String, PythonExpression> tensors =
        result instanceof PythonExpression.Dict dict
            ? dict.entries()
            : Map.of(DEFAULT_FIELD, result);
    return record(tensors, columns);
  }

  /** {@code str(raw, "utf8")} and {@code raw.decode()}. */
  private static boolean isText(PythonExpression result) {
    if (!(result instanceof PythonExpression.Call call) || !call.named().isEmpty()) {
      return false;
    }
    return switch (call.function()) {
      case PythonExpression.Global(String name) ->
          name.equals("str")
              && call.positional().size() == 2
              && isInput(call.positional().getFirst())
              && isUtf8(call.positional().get(1));
      case PythonExpression.Attribute(PythonExpression object, String name) ->
          name.equals("decode")
              && isInput(argument(object, "bytes").orElse(object))
              && call.positional().stream().allMatch(PythonFunctions::isUtf8);
      default -> false;
    };
  }

  private static boolean isUtf8(PythonExpression encoding) {
    return encoding instanceof PythonExpression.Constant(String name)
        && name.matches("(?i)utf[-_]?8");
  }

  /** An image converted to a mode. */
  private static Optional<Call> image(PythonExpression result) {
    if (result instanceof PythonExpression.Call call
        && call.function() instanceof PythonExpression.Attribute method
        && method.name().equals("convert")
        && call.positional().size() == 1
        && call.named().isEmpty()
        && call.positional().getFirst() instanceof PythonExpression.Constant(String mode)
        && isDecodedImage(method.object())) {
      return named("Image", Map.of("mode", new Text(mode)));
    }
    if (isDecodedImage(result)) {
      throw ModynException.invalidArgument(
          "it keeps the color mode of each file, but all images of a batch need the same mode;"
              + " write Image(mode=\"RGB\") or, for grayscale, Image(mode=\"L\")");
    }
    return none();
  }

  private static boolean isDecodedImage(PythonExpression expression) {
    return argument(expression, "PIL.Image.open").filter(PythonFunctions::isByteStream).isPresent();
  }

  private static boolean isByteStream(PythonExpression expression) {
    return argument(expression, "io.BytesIO").filter(PythonFunctions::isInput).isPresent();
  }

  /** The numbers of the first line below the header of a CSV text. */
  private static boolean isTable(PythonExpression result) {
    return result instanceof PythonExpression.Call cast
        && cast.function() instanceof PythonExpression.Attribute astype
        && astype.name().equals("astype")
        && cast.positional().size() == 1
        && PythonTensors.typeName(cast.positional().getFirst()).equals(Optional.of("float32"))
        && astype.object() instanceof PythonExpression.Index row
        && PythonTensors.whole(row.index()).equals(OptionalLong.of(0))
        && row.object() instanceof PythonExpression.Call toArray
        && toArray.positional().isEmpty()
        && toArray.function() instanceof PythonExpression.Attribute method
        && method.name().equals("to_numpy")
        && argument(method.object(), "pandas.read_csv")
            .filter(PythonFunctions::isByteStream)
            .isPresent();
  }

  private static Optional<Call> csv(Map<String, Integer> columns) {
    Map<String, Expression> named = new LinkedHashMap<>();
    Integer count = columns.get(DEFAULT_FIELD);
    if (count != null) {
      named.put(
          "columns",
          new ListOf(IntStream.range(0, count).<Expression>mapToObj(Whole::new).toList()));
    }
    named.put("header", new Bool(true));
    return named("Csv", named);
  }

  private static Optional<Call> record(
      Map<String, PythonExpression> tensors, Map<String, Integer> columns) {
    Map<String, PythonTensors.Numbers> byName = new LinkedHashMap<>();
    for (Map.Entry<String, PythonExpression> tensor : tensors.entrySet()) {
      Optional<PythonTensors.Numbers> numbers = PythonTensors.recognise(tensor.getValue());
      if (numbers.isEmpty()) {
        return none();
      }
      byName.put(tensor.getKey(), numbers.get());
    }
    List<Map.Entry<String, PythonTensors.Numbers>> inOrder =
        byName.entrySet().stream()
            .sorted(Comparator.comparingLong(entry -> entry.getValue().offset()))
            .toList();
    List<Expression> fields = new ArrayList<>();
    long end = 0;
    for (Map.Entry<String, PythonTensors.Numbers> entry : inOrder) {
      PythonTensors.Numbers numbers = entry.getValue();
      if (numbers.offset() != end) {
        throw ModynException.invalidArgument(
            "the tensor \"%s\" begins at byte %d of a sample, but the one before it ends at %d",
            entry.getKey(), numbers.offset(), end);
      }
      long count = count(entry.getKey(), numbers, columns);
      fields.add(field(entry.getKey(), numbers, count));
      end += Math.multiplyExact(count, numbers.bytesPerNumber());
    }
    return fields.isEmpty() ? none() : named("Record", Map.of("fields", new ListOf(fields)));
  }

  private static long count(
      String tensor, PythonTensors.Numbers numbers, Map<String, Integer> columns) {
    if (numbers.count().isPresent()) {
      return numbers.count().getAsLong();
    }
    Integer known = columns.get(tensor);
    if (known == null) {
      throw ModynException.invalidArgument(
          "the tensor \"%s\" extends to the end of a sample; write Field(\"%s\", \"%s\","
              + " count=...) with the number of its values",
          tensor, tensor, numbers.type());
    }
    return known;
  }

  private static Expression field(String tensor, PythonTensors.Numbers numbers, long count) {
    Map<String, Expression> named = new LinkedHashMap<>();
    if (numbers.shape().size() > 1) {
      named.put("shape", new ListOf(numbers.shape().stream().<Expression>map(Whole::new).toList()));
    } else if (count != 1) {
      named.put("count", new Whole(count));
    }
    String natural = numbers.type().startsWith("float") ? numbers.type() : "int64";
    // the engine has no tensors of int16
    String dataType = numbers.dataType().equals("int16") ? "int32" : numbers.dataType();
    if (!dataType.equals(natural)) {
      named.put("dtype", new Text(dataType));
    }
    return new Call("Field", List.of(new Text(tensor), new Text(numbers.type())), named);
  }

  private static Optional<Call> evaluationTransformer(PythonExpression result) {
    PythonExpression output = withoutCasts(result, OUTPUT_TYPES);
    if (isInput(output)) {
      return call("Identity");
    }
    if (isSigmoid(output)) {
      return call("Sigmoid");
    }
    if (isArgMax(withoutCasts(result, LABEL_TYPES))) {
      return call("ArgMax");
    }
    return switch (withoutCasts(result, BINARY_TYPES)) {
      case PythonExpression.Comparison(PythonExpression left, String operator, var right)
          when operator.startsWith(">") ->
          threshold(left, right, operator.equals(">="));
      case PythonExpression.Call call
          when call.function() instanceof PythonExpression.Global(String name)
              && name.matches("torch\\.(ge|gt)")
              && call.positional().size() == 2 ->
          threshold(
              call.positional().getFirst(), call.positional().get(1), name.equals("torch.ge"));
      default -> none();
    };
  }

  private static boolean isArgMax(PythonExpression result) {
    if (!(result instanceof PythonExpression.Call call)) {
      return false;
    }
    List<PythonExpression> arguments = new ArrayList<>();
    if (call.function() instanceof PythonExpression.Attribute method
        && method.name().equals("argmax")) {
      arguments.add(method.object());
    } else if (!(call.function() instanceof PythonExpression.Global(String name))
        || !name.equals("torch.argmax")) {
      return false;
    }
    arguments.addAll(call.positional());
    arguments.addAll(call.named().values());
    if (arguments.size() != 2 || !Set.of("dim", "axis").containsAll(call.named().keySet())) {
      return false;
    }
    OptionalLong dimension = PythonTensors.whole(arguments.get(1));
    return isInput(arguments.getFirst())
        && dimension.isPresent()
        && Set.of(-1L, 1L).contains(dimension.getAsLong());
  }

  private static boolean isSigmoid(PythonExpression result) {
    return argument(result, "torch.sigmoid").filter(PythonFunctions::isInput).isPresent()
        || result instanceof PythonExpression.Call call
            && call.positional().isEmpty()
            && call.function() instanceof PythonExpression.Attribute(var object, String name)
            && name.equals("sigmoid")
            && isInput(object);
  }

  /** A sigmoid is above a level where its argument is above the level's logit. */
  private static Optional<Call> threshold(
      PythonExpression value, PythonExpression limit, boolean inclusive) {
    PythonExpression compared = withoutCasts(value, OUTPUT_TYPES);
    if (!(limit instanceof PythonExpression.Constant(Number number))) {
      return none();
    }
    double level = number.doubleValue();
    if (isSigmoid(compared)) {
      if (level <= 0 || level >= 1) {
        return none();
      }
      level = Math.log(level / (1 - level));
    } else if (!isInput(compared)) {
      return none();
    }
    Expression argument =
        level == Math.rint(level) && Math.abs(level) < 1e9
            ? new Whole((long) level)
            : new Real(level);
    Map<String, Expression> named = inclusive ? Map.of("inclusive", new Bool(true)) : Map.of();
    return Optional.of(new Call("Threshold", List.of(argument), named));
  }

  /**
   * The operand of lossless casts, which are ignored: builtins, losses and metrics convert types
   * themselves.
   */
  private static PythonExpression withoutCasts(PythonExpression expression, Set<String> types) {
    return expression instanceof PythonExpression.Call call
            && call.function() instanceof PythonExpression.Attribute method
            && PythonTensors.castType(method.name(), call).filter(types::contains).isPresent()
        ? withoutCasts(method.object(), types)
        : expression;
  }

  private static boolean isInput(PythonExpression expression) {
    return expression instanceof PythonExpression.Input;
  }

  /** The only argument of a call of a global function. */
  private static Optional<PythonExpression> argument(PythonExpression expression, String function) {
    return expression instanceof PythonExpression.Call call
            && call.function() instanceof PythonExpression.Global(String name)
            && name.equals(function)
            && call.positional().size() == 1
            && call.named().isEmpty()
        ? Optional.of(call.positional().getFirst())
        : Optional.empty();
  }

  private static Optional<Call> call(String name) {
    return named(name, Map.of());
  }

  private static Optional<Call> named(String name, Map<String, Expression> arguments) {
    return Optional.of(new Call(name, List.of(), arguments));
  }

  private static Optional<Call> none() {
    return Optional.empty();
  }
}
