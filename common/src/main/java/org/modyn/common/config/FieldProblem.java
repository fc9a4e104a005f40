package org.modyn.common.config;

import static java.util.Objects.requireNonNull;

/**
 * What is wrong with one field.
 *
 * @param field its path in the file or request, as {@code model.config.embedding_dim}; empty when
 *     the problem is of no single field
 * @param message what is wrong and what is allowed, in one line
 */
public record FieldProblem(String field, String message) {
  public FieldProblem {
    requireNonNull(field, "field is null");
    requireNonNull(message, "message is null");
  }

  /** As {@code model.config.embedding_dim: is required}. */
  @Override
  public String toString() {
    return field.isEmpty() ? message : field + ": " + message;
  }
}
