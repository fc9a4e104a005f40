package org.modyn.common.config.schema;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Collects the violations that {@link Rule}s find. */
public final class Violations {
  private final List<Violation> violations = new ArrayList<>();

  /**
   * Adds a problem.
   *
   * @param field the field to change, as named in the file; for a field of a nested section, {@code
   *     section.list[0].field}
   * @param message the problem, as the continuation of "field: ...", with format specifiers for the
   *     values
   */
  @FormatMethod
  public void add(String field, @FormatString String message, Object... values) {
    violations.add(new Violation(field, message.formatted(values)));
  }

  /** Returns the violations that have been added. */
  public List<Violation> all() {
    return Collections.unmodifiableList(violations);
  }

  /** A violated rule, and the field to change. */
  public record Violation(String field, String message) {
    public Violation {
      requireNonNull(field, "field is null");
      requireNonNull(message, "message is null");
    }

    @Override
    public String toString() {
      return field + ": " + message;
    }
  }
}
