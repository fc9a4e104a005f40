package org.modyn.common.config.internal;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody probably meant. */
final class NearestName {
  private NearestName() {}

  /** The candidate with the fewest edits, if these are few enough for a slip of the pen. */
  static Optional<String> of(String name, Collection<String> candidates) {
    String best = null;
    int bestDistance = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      int distance = distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best != null && bestDistance <= Math.max(1, Math.max(name.length(), best.length()) / 3)
        ? Optional.of(best)
        : Optional.empty();
  }

  /** The sentence for an error message: what was meant, if that is clear, and what is allowed. */
  static String hint(String name, Collection<String> candidates) {
    String allowed = "allowed: " + String.join(", ", candidates);
    return of(name, candidates)
        .map(nearest -> "; did you mean \"" + nearest + "\"? " + allowed)
        .orElse("; " + allowed);
  }

  /** Levenshtein's distance: insertions, deletions and replacements of one character. */
  private static int distance(String left, String right) {
    int[] previous = new int[right.length() + 1];
    for (int column = 0; column <= right.length(); column++) {
      previous[column] = column;
    }
    for (int row = 1; row <= left.length(); row++) {
      int[] current = new int[right.length() + 1];
      current[0] = row;
      for (int column = 1; column <= right.length(); column++) {
        int replaced =
            previous[column - 1] + (left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1);
        current[column] = Math.min(replaced, 1 + Math.min(previous[column], current[column - 1]));
      }
      previous = current;
    }
    return previous[right.length()];
  }
}
