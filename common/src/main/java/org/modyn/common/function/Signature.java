package org.modyn.common.function;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The signature of a function that pipeline files can call.
 *
 * @param parameters in the order of positional arguments
 * @param description one line for users
 */
public record Signature(String name, List<Parameter> parameters, String description) {
  public Signature {
    requireNonNull(name, "name is null");
    parameters = List.copyOf(parameters);
    requireNonNull(description, "description is null");
  }

  List<String> parameterNames() {
    return parameters.stream().map(Parameter::name).toList();
  }

  /** Formats the signature, for example {@code Record(fields, byteorder="little")}. */
  @Override
  public String toString() {
    return parameters.stream()
        .map(Parameter::toString)
        .collect(Collectors.joining(", ", name + "(", ")"));
  }
}
