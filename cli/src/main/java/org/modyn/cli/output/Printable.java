package org.modyn.cli.output;

import java.util.HexFormat;

/**
 * Makes foreign text, such as names and error messages, safe for terminals: a control character
 * could move the cursor, change earlier output, or make the terminal send a response.
 */
public final class Printable {
  private Printable() {}

  /**
   * Returns one line: control characters and line breaks become escapes, for example {@code
   * \\u001b}.
   */
  public static String line(String text) {
    return escape(text, false);
  }

  /** Like {@link #line}, but keeps line breaks and tabs. */
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
      // Format characters include those that change the text direction.
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
