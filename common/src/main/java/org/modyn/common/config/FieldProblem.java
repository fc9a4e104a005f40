package org.modyn.common.config;

import static java.util.Objects.requireNonNull;

import org.modyn.common.error.Echo;

/**
 * A problem of one field. Input that the path or the message repeats is {@linkplain Echo
 * shortened}, as problems are sent to clients.
 *
 * @param field its path in the file or request, for example {@code model.config.embedding_dim};
 *     empty when the problem does not belong to a single field
 * @param message the problem and the allowed values, in one line
 */
public record FieldProblem(String field, String message) {
  public FieldProblem {
    field = Echo.limit(requireNonNull(field, "field is null"));
    message = Echo.shorten(requireNonNull(message, "message is null"));
  }

  /** For example {@code model.config.embedding_dim: is required}. */
  @Override
  public String toString() {
    return field.isEmpty() ? message : field + ": " + message;
  }
}
