package org.modyn.common.config.schema;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Collects what {@link Rule}s find wrong. */
public final class Violations {
  private final List<Violation> violations = new ArrayList<>();

  /**
   * Adds a problem.
   *
   * @param field what has to be changed, as it stands in the file; one of a section within as
   *     {@code section.list[0].field}
   * @param message what is wrong, continuing "field: ...", with places for the values
   */
  @FormatMethod
  public void add(String field, @FormatString String message, Object... values) {
    violations.add(new Violation(field, message.formatted(values)));
  }

  /** What has been added so far. */
  public List<Violation> all() {
    return Collections.unmodifiableList(violations);
  }

  /** A broken rule, at the field that has to be changed. */
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
