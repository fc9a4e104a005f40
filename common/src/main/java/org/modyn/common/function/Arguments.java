package org.modyn.common.function;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.NearestName;
import org.modyn.common.function.expression.Expression;
import org.modyn.common.function.expression.Expression.Bool;
import org.modyn.common.function.expression.Expression.Call;
import org.modyn.common.function.expression.Expression.ListOf;
import org.modyn.common.function.expression.Expression.Name;
import org.modyn.common.function.expression.Expression.None;
import org.modyn.common.function.expression.Expression.Text;
import org.modyn.common.function.expression.Expression.TupleOf;
import org.modyn.common.function.expression.Expression.Whole;

/**
 * The arguments of a call, bound to the parameters of the function that it names. Every method that
 * reads one throws {@link ModynException} INVALID_ARGUMENT, naming the function, the argument, the
 * given value and the allowed values; {@code None} is treated as an omitted argument.
 */
public final class Arguments {
  private final String function;
  private final Map<String, Expression> values;

  private Arguments(String function, Map<String, Expression> values) {
    this.function = function;
    this.values = values;
  }

  /**
   * Binds positional arguments to the parameters by position and named ones by name, checks them,
   * and adds the default values of omitted arguments.
   *
   * @throws ModynException INVALID_ARGUMENT for the first argument that is wrong or missing
   */
  static Arguments bind(Call call, Signature signature) {
    requireNonNull(call, "call is null");
    List<String> parameters = signature.parameterNames();
    if (call.positional().size() > parameters.size()) {
      throw ModynException.invalidArgument(
          "%s: %d arguments given, at most %d allowed: %s",
          call.name(), call.positional().size(), parameters.size(), String.join(", ", parameters));
    }
    Map<String, Expression> values = new LinkedHashMap<>();
    for (int index = 0; index < call.positional().size(); index++) {
      values.put(parameters.get(index), call.positional().get(index));
    }
    call.named()
        .forEach(
            (name, value) -> {
              if (!parameters.contains(name)) {
                throw ModynException.invalidArgument(
                    "%s: unknown argument \"%s\"%s",
                    call.name(),
                    name,
                    parameters.isEmpty()
                        ? "; it has no parameters"
                        : NearestName.hint(name, parameters));
              }
              if (values.put(name, value) != null) {
                throw ModynException.invalidArgument(
                    "%s: the argument \"%s\" is given twice, by position and by name",
                    call.name(), name);
              }
            });
    values.values().removeIf(None.class::isInstance);
    Arguments arguments = new Arguments(signature.name(), values);
    for (Parameter parameter : signature.parameters()) {
      parameter.defaultValue().ifPresent(value -> values.putIfAbsent(parameter.name(), value));
      if (arguments.has(parameter.name())) {
        parameter.type().check(arguments, parameter.name());
      } else if (parameter.required()) {
        throw arguments.missing(parameter.name());
      }
    }
    return arguments;
  }

  /** The name of the function. */
  public String function() {
    return function;
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public String text(String name) {
    return optionalText(name).orElseThrow(() -> missing(name));
  }

  public Optional<String> optionalText(String name) {
    return Optional.ofNullable(values.get(name))
        .map(
            value -> {
              if (value instanceof Text(String text)) {
                return text;
              }
              throw wrong(name, value, "text in quotes");
            });
  }

  void checkChoice(String name, Collection<String> allowed) {
    String chosen = text(name);
    if (!allowed.contains(chosen)) {
      throw error(name, "unknown value \"" + chosen + "\"" + NearestName.hint(chosen, allowed));
    }
  }

  /** The last part of a constant's name, for example {@code float32} of {@code torch.float32}. */
  public String constant(String name) {
    return switch (given(name)) {
      case Name(String constant) -> constant.substring(constant.lastIndexOf('.') + 1);
      case Text(String constant) -> constant;
      case Expression value -> throw wrong(name, value, "the name of a constant");
    };
  }

  void checkConstant(String name, String prefix, List<String> allowed) {
    String constant = constant(name);
    boolean known = allowed.contains(constant);
    if (!known || (given(name) instanceof Name(String full) && !full.equals(prefix + constant))) {
      throw error(
          name,
          "unknown value "
              + given(name).toSource()
              + NearestName.hint(
                  prefix + constant, allowed.stream().map(value -> prefix + value).toList()));
    }
  }

  /** A whole number. */
  public long whole(String name) {
    if (given(name) instanceof Whole(long number)) {
      return number;
    }
    throw wrong(name, given(name), "a whole number");
  }

  void checkWhole(String name, long minimum) {
    if (!(given(name) instanceof Whole(long number) && number >= minimum)) {
      throw wrong(name, given(name), "a whole number of at least " + minimum);
    }
  }

  /** Whole numbers: the elements of a list or tuple, or a single number. */
  public List<Long> wholes(String name) {
    List<Expression> elements = given(name) instanceof Whole number ? List.of(number) : list(name);
    return elements.stream()
        .map(
            element -> {
              if (element instanceof Whole(long number)) {
                return number;
              }
              throw wrong(name, given(name), "whole numbers");
            })
        .toList();
  }

  void checkWholes(String name, long minimum, List<Integer> counts) {
    List<Long> numbers = wholes(name);
    boolean rightCount = counts.isEmpty() ? !numbers.isEmpty() : counts.contains(numbers.size());
    if (!rightCount || numbers.stream().anyMatch(number -> number < minimum)) {
      throw wrong(
          name,
          given(name),
          (counts.isEmpty()
                  ? ""
                  : counts.stream().map(String::valueOf).collect(joining(" or ")) + " ")
              + "whole numbers of at least "
              + minimum);
    }
  }

  /** The numbers of a list or tuple, at least one. */
  public double[] numbers(String name) {
    List<Expression> elements = list(name);
    if (elements.isEmpty() || !elements.stream().allMatch(Expression.Number.class::isInstance)) {
      throw wrong(name, given(name), "a list of numbers");
    }
    return elements.stream()
        .mapToDouble(element -> ((Expression.Number) element).asDouble())
        .toArray();
  }

  /** The texts of a list, at least one. */
  public List<String> texts(String name) {
    List<Expression> elements = list(name);
    if (elements.isEmpty() || !elements.stream().allMatch(Text.class::isInstance)) {
      throw wrong(name, given(name), "a list of texts in quotes");
    }
    return elements.stream().map(element -> ((Text) element).value()).toList();
  }

  public double number(String name) {
    return optionalNumber(name).orElseThrow(() -> missing(name));
  }

  public Optional<Double> optionalNumber(String name) {
    return Optional.ofNullable(values.get(name))
        .map(
            value -> {
              if (value instanceof Expression.Number number) {
                return number.asDouble();
              }
              throw wrong(name, value, "a number");
            });
  }

  public boolean flag(String name) {
    if (given(name) instanceof Bool(boolean flag)) {
      return flag;
    }
    throw wrong(name, given(name), "True or False");
  }

  /** The elements of a list or tuple. */
  public List<Expression> list(String name) {
    return switch (given(name)) {
      case ListOf(List<Expression> elements) -> elements;
      case TupleOf(List<Expression> elements) -> elements;
      case Expression value -> throw wrong(name, value, "a list");
    };
  }

  /** Whether an argument is a list or tuple that begins with a call. */
  public boolean isListOfCalls(String name) {
    List<Expression> elements =
        switch (given(name)) {
          case ListOf(List<Expression> list) -> list;
          case TupleOf(List<Expression> tuple) -> tuple;
          default -> List.of();
        };
    return !elements.isEmpty() && elements.getFirst() instanceof Call;
  }

  /** The elements of a list, each read as a call of a function of the given catalogue. */
  public List<Arguments> calls(String name, Catalogue catalogue) {
    return each(name, list(name), catalogue::read);
  }

  /** The elements of a list, each created as a builtin of the given table. */
  public <T> List<T> calls(String name, Catalogue catalogue, Function<Arguments, T> factory) {
    return each(name, calls(name, catalogue), factory);
  }

  private <E, T> List<T> each(String name, List<E> elements, Function<E, T> reader) {
    return IntStream.range(0, elements.size())
        .mapToObj(
            index -> {
              try {
                return reader.apply(elements.get(index));
              } catch (ModynException e) {
                throw new ModynException(
                    e.category(), function + ": " + name + "[" + index + "]: " + e.getMessage(), e);
              }
            })
        .toList();
  }

  private Expression given(String name) {
    return Optional.ofNullable(values.get(name)).orElseThrow(() -> missing(name));
  }

  /** Creates an error about an argument: {@code Record: byteorder: <problem>}. */
  public ModynException error(String name, String problem) {
    return new ModynException(
        ErrorCategory.INVALID_ARGUMENT, function + ": " + name + ": " + problem);
  }

  private ModynException missing(String name) {
    return ModynException.invalidArgument("%s: the argument \"%s\" is missing", function, name);
  }

  private ModynException wrong(String name, Expression value, String expected) {
    return error(name, "expected " + expected + ", but got " + value.toSource());
  }
}
