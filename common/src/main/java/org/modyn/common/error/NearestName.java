package org.modyn.common.error;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Suggestions for error messages about unknown names. */
public final class NearestName {
  private NearestName() {}

  /**
   * Returns the end of a message about an unknown name: {@code ; did you mean "Adam"? allowed:
   * Adam, SGD}, without the question if no allowed name is similar.
   */
  public static String hint(String name, Collection<String> allowed) {
    return find(name, allowed).map(nearest -> "; did you mean \"" + nearest + "\"?").orElse(";")
        + " allowed: "
        + String.join(", ", allowed);
  }

  /** Returns the most similar allowed name; empty if none is similar. */
  public static Optional<String> find(String name, Collection<String> allowed) {
    Optional<String> nearest = Optional.empty();
    int fewestEdits = Integer.MAX_VALUE;
    for (String candidate : allowed) {
      int mostEdits = Math.max(1, Math.max(name.length(), candidate.length()) / 3);
      if (Math.abs(name.length() - candidate.length()) > mostEdits) {
        continue;
      }
      int edits = edits(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (edits <= mostEdits && edits < fewestEdits) {
        nearest = Optional.of(candidate);
        fewestEdits = edits;
      }
    }
    return nearest;
  }

  /** The Levenshtein distance: insertions, deletions and substitutions of one character. */
  private static int edits(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int column = 0; column < row.length; column++) {
      row[column] = column;
    }
    for (int index = 1; index <= left.length(); index++) {
      int diagonal = row[0];
      row[0] = index;
      for (int column = 1; column < row.length; column++) {
        int replaced = diagonal + (left.charAt(index - 1) == right.charAt(column - 1) ? 0 : 1);
        diagonal = row[column];
        row[column] = Math.min(replaced, 1 + Math.min(row[column], row[column - 1]));
      }
    }
    return row[right.length()];
  }
}
