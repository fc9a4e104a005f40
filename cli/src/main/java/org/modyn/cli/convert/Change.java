package org.modyn.cli.convert;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * A change made by a conversion.
 *
 * @param line of the original file, from 1
 * @param field the path of the key in the original file
 * @param from the original text; empty when the change adds something
 * @param to the new text; empty when the change only removes something
 * @param reason why, in a few words
 */
public record Change(int line, String field, String from, String to, String reason) {
  public Change {
    requireNonNull(field, "field is null");
    requireNonNull(from, "from is null");
    requireNonNull(to, "to is null");
    requireNonNull(reason, "reason is null");
  }

  /** As {@code line 12: training.initial_pass: removed (there is no initial pass any more)}. */
  @Override
  public String toString() {
    String what =
        from.isEmpty() ? "added " + to : to.isEmpty() ? "removed" : "%s -> %s".formatted(from, to);
    return String.format(Locale.ROOT, "line %d: %s: %s (%s)", line, field, what, reason);
  }
}
