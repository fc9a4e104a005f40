package org.modyn.cli.doctor;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;

/**
 * What a check has found.
 *
 * @param found one line
 * @param action what to do, one line; for a problem or a warning, and only then
 */
public record Finding(Status status, String found, Optional<String> action) {
  public Finding {
    requireNonNull(status, "status is null");
    requireNonNull(found, "found is null");
    requireNonNull(action, "action is null");
    boolean isBad = status == Status.PROBLEM || status == Status.WARNING;
    if (isBad != action.isPresent()) {
      throw new IllegalArgumentException(
          "a finding with the status %s %s: %s"
              .formatted(status.label(), isBad ? "needs an action" : "has no action", found));
    }
  }

  /** How bad it is. */
  public enum Status {
    OK,
    /** It works, but may not for long, or not well. */
    WARNING,
    /** It does not work. */
    PROBLEM,
    /** The check does not apply. */
    SKIPPED;

    /** As it is printed. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Finding ok(String found) {
    return new Finding(Status.OK, found, Optional.empty());
  }

  static Finding skipped(String reason) {
    return new Finding(Status.SKIPPED, reason, Optional.empty());
  }

  static Finding warning(String found, String action) {
    return new Finding(Status.WARNING, found, Optional.of(action));
  }

  static Finding problem(String found, String action) {
    return new Finding(Status.PROBLEM, found, Optional.of(action));
  }
}
