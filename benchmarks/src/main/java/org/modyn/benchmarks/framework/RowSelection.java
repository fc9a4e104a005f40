package org.modyn.benchmarks.framework;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The rows of a benchmark that are to be measured: all, or those with the given names. */
public final class RowSelection {
  /** Every row. */
  public static final RowSelection ALL = new RowSelection(List.of("*"));

  private final List<String> names;
  private final List<Pattern> patterns;

  /**
   * @param names the names of rows, at least one; {@code *} stands for any text
   */
  public RowSelection(List<String> names) {
    this.names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a selection has at least one name");
    }
    patterns = names.stream().map(RowSelection::pattern).toList();
  }

  private static Pattern pattern(String name) {
    return Pattern.compile(
        Arrays.stream(name.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
  }

  /** Returns whether a row is to be measured. */
  public boolean has(String row) {
    requireNonNull(row, "row is null");
    return patterns.stream().anyMatch(pattern -> pattern.matcher(row).matches());
  }

  /** Returns the names that select none of the rows. */
  List<String> unknown(List<String> rows) {
    List<String> unknown = new ArrayList<>();
    for (int index = 0; index < names.size(); index++) {
      Pattern pattern = patterns.get(index);
      if (rows.stream().noneMatch(row -> pattern.matcher(row).matches())) {
        unknown.add(names.get(index));
      }
    }
    return unknown;
  }
}
