package org.modyn.cli.output;

import java.util.HexFormat;

/**
 * Makes text of others, as names and error messages, safe for terminals: a control character in it
 * could move the cursor, change what was printed before, or make the terminal answer.
 */
public final class Printable {
  private Printable() {}

  /** One line: control characters and line breaks become escapes as {@code \\u001b}. */
  public static String line(String text) {
    return escape(text, false);
  }

  /** As {@link #line}, but line breaks and tabs stay. */
  public static String lines(String text) {
    return escape(text, true);
  }

  private static String escape(String text, boolean keepLines) {
    int index = 0;
    while (index < text.length() && isSafe(text.charAt(index), keepLines)) {
      index++;
    }
    if (index == text.length()) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, index);
    for (; index < text.length(); index++) {
      char character = text.charAt(index);
      if (isSafe(character, keepLines)) {
        escaped.append(character);
      } else {
        escaped.append("\\u").append(HexFormat.of().toHexDigits(character));
      }
    }
    return escaped.toString();
  }

  private static boolean isSafe(char character, boolean keepLines) {
    if (keepLines && (character == '\n' || character == '\r' || character == '\t')) {
      return true;
    }
    return switch (Character.getType(character)) {
      // Format characters include those that change the direction of writing.
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
