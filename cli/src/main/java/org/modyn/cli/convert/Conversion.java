package org.modyn.cli.convert;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;

/**
 * A converted pipeline file.
 *
 * @param text of the new file
 * @param changes in the order of the original file's lines
 * @param unreplaced Python functions that no builtin replaces, with their locations and the reasons
 */
public record Conversion(String text, List<Change> changes, List<Unreplaced> unreplaced) {
  public Conversion {
    requireNonNull(text, "text is null");
    changes = List.copyOf(changes);
    unreplaced = List.copyOf(unreplaced);
  }

  /**
   * A Python function that stays in the file.
   *
   * @param line of the original file, from 1
   * @param field the path of its key
   */
  public record Unreplaced(int line, String field, String reason) {
    public Unreplaced {
      requireNonNull(field, "field is null");
      requireNonNull(reason, "reason is null");
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "line %d: %s: the Python function stays: %s", line, field, reason);
    }
  }
}
