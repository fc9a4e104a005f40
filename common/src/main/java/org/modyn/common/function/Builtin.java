package org.modyn.common.function;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Function;

/**
 * A function that pipeline files can name.
 *
 * @param name under which it is called, as {@code Record}
 * @param parameters the names of its parameters, in the order of positional arguments
 * @param factory makes the function's implementation from the arguments of a call
 */
public record Builtin<T>(
    String name, List<String> parameters, Function<Arguments, ? extends T> factory) {
  public Builtin {
    requireNonNull(name, "name is null");
    parameters = List.copyOf(parameters);
    requireNonNull(factory, "factory is null");
  }
}
