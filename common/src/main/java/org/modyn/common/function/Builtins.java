package org.modyn.common.function;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.NearestName;
import org.modyn.common.function.Expression.Call;

/**
 * The functions that may stand in one place of a pipeline file. To add one, write its class with a
 * {@link Builtin} and list that here where the table is made.
 *
 * <p>Immutable.
 */
public final class Builtins<T> {
  private final String kind;
  private final Map<String, Builtin<? extends T>> builtins = new LinkedHashMap<>();

  /**
   * @param kind what these functions are, for messages: {@code bytes parser}
   */
  public Builtins(String kind, List<Builtin<? extends T>> builtins) {
    this.kind = requireNonNull(kind, "kind is null");
    builtins.forEach(builtin -> this.builtins.put(builtin.name(), builtin));
    if (builtins.size() != this.builtins.size()) {
      throw new IllegalArgumentException("two builtins with one name: " + builtins);
    }
  }

  /**
   * Makes what a text calls.
   *
   * @throws ModynException INVALID_ARGUMENT when the text is no call, names no function of this
   *     table (with the nearest name), or its arguments are wrong; a Python function is refused
   *     with the names of the builtins
   */
  public T create(String text) {
    if (Expression.isPythonFunction(text)) {
      throw ModynException.invalidArgument(
          "a Python function cannot be a %s here; use one of the builtins, as a call: %s",
          kind, signatures());
    }
    Expression expression;
    try {
      expression = Expression.parse(text);
    } catch (ModynException e) {
      throw new ModynException(e.category(), "cannot read the " + kind + ": " + e.getMessage(), e);
    }
    return create(expression);
  }

  /** Makes what an expression calls; errors as those of {@link #create(String)}. */
  public T create(Expression expression) {
    if (!(expression instanceof Call call)) {
      throw ModynException.invalidArgument(
          "a %s is a call, one of %s, but this is %s", kind, signatures(), expression.toSource());
    }
    Builtin<? extends T> builtin = builtins.get(call.name());
    if (builtin == null) {
      throw ModynException.invalidArgument(
          "unknown %s \"%s\"%s",
          kind, call.name(), NearestName.hint(call.name(), builtins.keySet()));
    }
    return builtin.factory().apply(Arguments.bind(call, builtin.parameters()));
  }

  private String signatures() {
    return String.join(
        ", ",
        builtins.values().stream()
            .map(builtin -> builtin.name() + "(" + String.join(", ", builtin.parameters()) + ")")
            .toList());
  }
}
