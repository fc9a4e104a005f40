package org.modyn.cli.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A text that is edited and keeps track of the original number of each line. Positions are offsets
 * of characters in the current text, from 0. Mutable; for one thread.
 */
final class TextLines {
  private String text;
  private final List<Integer> originalLines;

  TextLines(String text) {
    this.text = text;
    originalLines =
        IntStream.rangeClosed(1, breaks(text) + 1)
            .boxed()
            .collect(Collectors.toCollection(ArrayList::new));
  }

  String text() {
    return text;
  }

  /** The number of the line in the original, from 1. */
  int originalLine(int position) {
    return originalLines.get(lineOf(position));
  }

  /** The original numbers of consecutive lines. */
  List<Integer> originalLines(int position, int count) {
    return List.copyOf(originalLines.subList(lineOf(position), lineOf(position) + count));
  }

  int lineStart(int position) {
    return text.lastIndexOf('\n', position - 1) + 1;
  }

  /** The position after the line break. */
  int lineEnd(int position) {
    int end = text.indexOf('\n', position);
    return end < 0 ? text.length() : end + 1;
  }

  /** The line break that the text uses. */
  String newline() {
    return text.contains("\r\n") ? "\r\n" : "\n";
  }

  static int breaks(String part) {
    return (int) part.chars().filter(character -> character == '\n').count();
  }

  /**
   * Indents lines, or removes indentation as far as there are blanks; empty lines are unchanged.
   */
  static String indent(String block, int columns) {
    if (columns >= 0) {
      return Pattern.compile("(?md)^(?=[^\\r\\n])").matcher(block).replaceAll(" ".repeat(columns));
    }
    return Pattern.compile("(?md)^ {1," + -columns + "}").matcher(block).replaceAll("");
  }

  /** Replaces within lines; added lines count as the first of them. */
  void replace(int start, int end, String replacement) {
    int first = lineOf(start);
    originalLines.subList(first + 1, lineOf(end) + 1).clear();
    for (int added = breaks(replacement); added > 0; added--) {
      originalLines.add(first + 1, originalLines.get(first));
    }
    text = text.substring(0, start) + replacement + text.substring(end);
  }

  /**
   * Replaces whole lines.
   *
   * @param origins the lines of the original that the new ones were
   */
  void replaceLines(int start, int end, String replacement, List<Integer> origins) {
    List<Integer> replaced = originalLines.subList(lineOf(start), lineOf(end));
    replaced.clear();
    replaced.addAll(origins.subList(0, Math.min(origins.size(), breaks(replacement))));
    text = text.substring(0, start) + replacement + text.substring(end);
  }

  private int lineOf(int position) {
    return breaks(text.substring(0, position));
  }
}
