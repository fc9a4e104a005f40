package org.modyn.common.function.expression;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.expression.Expression.Real;
import org.modyn.common.function.expression.Expression.Whole;

/** The characters of an expression: white space, names, strings, numbers, and errors at them. */
final class ExpressionScanner {
  // Possessive, so that the stack depth of matching does not depend on the length of the text.
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:\\d+(?:_\\d+)*+(\\.\\d*)?|(\\.\\d+))([eE][+-]?\\d+)?");
  private static final Pattern NAME =
      Pattern.compile("[\\p{Alpha}_][\\p{Alnum}_]*+(?:\\.[\\p{Alpha}_][\\p{Alnum}_]*+)*+");
  private static final int SHOWN_CHARACTERS = 30;

  private final String text;
  private int position;

  ExpressionScanner(String text) {
    this.text = text;
  }

  int position() {
    return position;
  }

  boolean atEnd() {
    skipWhiteSpace();
    return position == text.length();
  }

  /** The next character that is not white space, or 0 at the end. */
  char peek() {
    return atEnd() ? 0 : text.charAt(position);
  }

  /** Whether the next character is this one; if so it is consumed. */
  boolean accept(char expected) {
    if (peek() != expected) {
      return false;
    }
    position++;
    return true;
  }

  void expect(char expected, String alternatives) {
    if (!accept(expected)) {
      throw error(position, "expected " + alternatives);
    }
  }

  /** Consumes a name; returns null, with nothing consumed, when there is none. */
  String acceptName() {
    skipWhiteSpace();
    Matcher matcher = NAME.matcher(text).region(position, text.length());
    if (!matcher.lookingAt()) {
      return null;
    }
    position = matcher.end();
    return matcher.group();
  }

  void moveTo(int earlierPosition) {
    position = earlierPosition;
  }

  Expression.Number number() {
    int start = position;
    Matcher matcher = NUMBER.matcher(text).region(position, text.length());
    if (!matcher.lookingAt()) {
      throw error(start, "expected a value");
    }
    position = matcher.end();
    String digits = matcher.group().replace("_", "");
    boolean fractional =
        matcher.group(1) != null || matcher.group(2) != null || matcher.group(3) != null;
    try {
      if (!fractional) {
        return new Whole(Long.parseLong(digits));
      }
    } catch (NumberFormatException e) {
      throw error(start, "the number " + digits + " does not fit in 64 bits");
    }
    double value = Double.parseDouble(digits);
    if (!Double.isFinite(value)) {
      throw error(start, "the number " + digits + " is too large");
    }
    return new Real(value);
  }

  String string() {
    int start = position;
    char quote = text.charAt(position++);
    StringBuilder value = new StringBuilder();
    while (position < text.length() && text.charAt(position) != '\n') {
      char character = text.charAt(position++);
      if (character == quote) {
        return value.toString();
      }
      value.append(character == '\\' ? escaped(start) : character);
    }
    throw error(start, "this string has no closing " + quote);
  }

  private char escaped(int start) {
    if (position == text.length()) {
      throw error(start, "this string ends in a backslash");
    }
    char character = text.charAt(position++);
    return switch (character) {
      case '\\', '\'', '"' -> character;
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'x' -> hexadecimal(2);
      case 'u' -> hexadecimal(4);
      default ->
          throw error(
              position - 2,
              "unknown escape in a string; allowed: \\\\ \\' \\\" \\n \\r \\t \\xhh \\uhhhh");
    };
  }

  private char hexadecimal(int digits) {
    int end = position + digits;
    try {
      if (end <= text.length()) {
        char value = (char) Integer.parseUnsignedInt(text, position, end, 16);
        position = end;
        return value;
      }
    } catch (NumberFormatException e) {
      throw error(position, "expected " + digits + " hexadecimal digits", e);
    }
    throw error(position, "expected " + digits + " hexadecimal digits");
  }

  ModynException error(int at, String problem) {
    return error(at, problem, null);
  }

  /** One line: the problem, its location, and the surrounding text with an arrow. */
  private ModynException error(int at, String problem, NumberFormatException cause) {
    int from = Math.max(0, at - SHOWN_CHARACTERS);
    int to = Math.min(text.length(), at + SHOWN_CHARACTERS);
    String before = (from > 0 ? "..." : "") + oneLine(text.substring(from, at));
    String after = oneLine(text.substring(at, to)) + (to < text.length() ? "..." : "");
    long line = text.substring(0, at).chars().filter(character -> character == '\n').count() + 1;
    int column = at - text.lastIndexOf('\n', at - 1);
    ModynException error =
        ModynException.invalidArgument(
            "%s at %scolumn %d: %s-->%s",
            problem,
            text.indexOf('\n') >= 0 ? "line " + line + ", " : "",
            column,
            before,
            after.isEmpty() ? "(the end)" : after);
    if (cause != null) {
      error.initCause(cause);
    }
    return error;
  }

  private static String oneLine(String part) {
    return part.replaceAll("\\s+", " ");
  }

  private void skipWhiteSpace() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
  }
}
