package org.modyn.common.function;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.common.function.expression.Expression;

/**
 * A parameter of a function that pipeline files can call.
 *
 * @param required whether a call must pass it
 * @param defaultValue the value if a call omits it; if there is none, see the description of the
 *     function
 * @param description one line for users
 */
public record Parameter(
    String name,
    ParameterType type,
    boolean required,
    Optional<Expression> defaultValue,
    String description) {
  public Parameter {
    requireNonNull(name, "name is null");
    requireNonNull(type, "type is null");
    requireNonNull(defaultValue, "defaultValue is null");
    requireNonNull(description, "description is null");
  }

  public static Parameter required(String name, ParameterType type, String description) {
    return new Parameter(name, type, true, Optional.empty(), description);
  }

  public static Parameter optional(String name, ParameterType type, String description) {
    return new Parameter(name, type, false, Optional.empty(), description);
  }

  /**
   * @param defaultValue as in a pipeline file
   */
  public static Parameter optional(
      String name, ParameterType type, String defaultValue, String description) {
    return new Parameter(
        name, type, false, Optional.of(Expression.parse(defaultValue)), description);
  }

  /** Formats the parameter, for example {@code byteorder="little"}. */
  @Override
  public String toString() {
    return name + defaultValue.map(value -> "=" + value.toSource()).orElse(required ? "" : "=None");
  }
}
