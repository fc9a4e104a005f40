package org.modyn.common.function;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.NearestName;
import org.modyn.common.function.Expression.Bool;
import org.modyn.common.function.Expression.Call;
import org.modyn.common.function.Expression.ListOf;
import org.modyn.common.function.Expression.None;
import org.modyn.common.function.Expression.Text;
import org.modyn.common.function.Expression.TupleOf;
import org.modyn.common.function.Expression.Whole;

/**
 * The arguments of a call, bound to the parameters of the function that it names. Every method that
 * reads one throws {@link ModynException} INVALID_ARGUMENT, naming the function, the argument, what
 * was given and what is allowed; {@code None} counts as not given.
 */
public final class Arguments {
  private final String function;
  private final Map<String, Expression> values;

  private Arguments(String function, Map<String, Expression> values) {
    this.function = function;
    this.values = values;
  }

  /**
   * Binds positional arguments to the parameters in their order and named ones by name.
   *
   * @param parameters all names that the function knows
   */
  public static Arguments bind(Call call, List<String> parameters) {
    requireNonNull(call, "call is null");
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
                    parameters.isEmpty() ? "; it takes none" : NearestName.hint(name, parameters));
              }
              if (values.put(name, value) != null) {
                throw ModynException.invalidArgument(
                    "%s: the argument \"%s\" is given twice, by position and by name",
                    call.name(), name);
              }
            });
    values.values().removeIf(None.class::isInstance);
    return new Arguments(call.name(), values);
  }

  /** The name under which the function was called. */
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

  /** One of the allowed texts; {@code otherwise} when not given. */
  public String choice(String name, Collection<String> allowed, String otherwise) {
    String chosen = optionalText(name).orElse(otherwise);
    if (!allowed.contains(chosen)) {
      throw error(name, "unknown value \"" + chosen + "\"" + NearestName.hint(chosen, allowed));
    }
    return chosen;
  }

  /** A number without a fraction, at least {@code minimum}; {@code otherwise} when not given. */
  public long whole(String name, long minimum, long otherwise) {
    Expression value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Whole(long number) && number >= minimum) {
      return number;
    }
    throw wrong(name, value, "a whole number of at least " + minimum);
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

  public boolean flag(String name, boolean otherwise) {
    return switch (values.get(name)) {
      case null -> otherwise;
      case Bool(boolean flag) -> flag;
      case Expression value -> throw wrong(name, value, "True or False");
    };
  }

  /** The elements of a list or tuple. */
  public List<Expression> list(String name) {
    return switch (values.get(name)) {
      case null -> throw missing(name);
      case ListOf(List<Expression> elements) -> elements;
      case TupleOf(List<Expression> elements) -> elements;
      case Expression value -> throw wrong(name, value, "a list");
    };
  }

  /** The elements of a list, each a call of a builtin of the given table. */
  public <T> List<T> calls(String name, Builtins<T> builtins) {
    List<Expression> elements = list(name);
    return IntStream.range(0, elements.size())
        .mapToObj(
            index -> {
              try {
                return builtins.create(elements.get(index));
              } catch (ModynException e) {
                throw new ModynException(
                    e.category(), function + ": " + name + "[" + index + "]: " + e.getMessage(), e);
              }
            })
        .toList();
  }

  /** An error about an argument, to throw: {@code Record: byteorder: <problem>}. */
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
