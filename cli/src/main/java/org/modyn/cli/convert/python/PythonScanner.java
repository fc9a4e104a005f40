package org.modyn.cli.convert.python;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.modyn.common.error.ModynException;

/**
 * Splits Python source into the tokens of its logical lines, without comments and white space; a
 * line continues inside brackets.
 */
final class PythonScanner {
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<space>[ \\t\\f]+|\\\\\\r"
              + "?\\n"
              + "|#[^\\n"
              + "]*)|(?<newline>\\r"
              + "?\\n"
              + ")|(?<text>\"\"\"(?s:.*?)\"\"\"|'''(?s:.*?)'''|\"[^\"\\\\\\n"
              + "]*+(?:\\\\.[^\"\\\\\\n"
              + "]*+)*+\"|'[^'\\\\\\n"
              + "]*+(?:\\\\.[^'\\\\\\n"
              + "]*+)*+')|(?<number>(?:\\d[\\d_]*\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)"
              + "|(?<name>[\\p{L}_][\\p{L}\\d_]*)"
              + "|(?<operator>->|>=|<=|==|!=|\\*\\*|//|[-+*/%@&|^~<>()\\[\\]{},:.;=])");

  enum Kind {
    NAME,
    NUMBER,
    TEXT,
    OPERATOR
  }

  /**
   * @param text of a {@link Kind#TEXT} without its quotes
   */
  record Token(Kind kind, String text) {
    boolean is(String expected) {
      return kind != Kind.TEXT && text.equals(expected);
    }
  }

  private PythonScanner() {}

  /**
   * @throws ModynException INVALID_ARGUMENT when a character does not begin a token
   */
  static List<List<Token>> logicalLines(String source) {
    List<List<Token>> lines = new ArrayList<>();
    List<Token> line = new ArrayList<>();
    int brackets = 0;
    Matcher matcher = TOKEN.matcher(source);
    int position = 0;
    while (position < source.length()) {
      matcher.region(position, source.length());
      if (!matcher.lookingAt()) {
        throw ModynException.invalidArgument(
            "cannot read '%s'", source.substring(position).lines().findFirst().orElse(""));
      }
      position = matcher.end();
      if (matcher.group("newline") != null) {
        if (brackets == 0 && !line.isEmpty()) {
          lines.add(List.copyOf(line));
          line.clear();
        }
      } else if (matcher.group("space") == null) {
        Token token = token(matcher);
        brackets += bracket(token);
        line.add(token);
      }
    }
    if (!line.isEmpty()) {
      lines.add(List.copyOf(line));
    }
    return List.copyOf(lines);
  }

  private static Token token(Matcher matcher) {
    String token = matcher.group();
    if (matcher.group("name") != null) {
      return new Token(Kind.NAME, token);
    }
    if (matcher.group("number") != null) {
      return new Token(Kind.NUMBER, token.replace("_", ""));
    }
    if (matcher.group("text") != null) {
      int quotes = token.startsWith("\"\"\"") || token.startsWith("'''") ? 3 : 1;
      return new Token(Kind.TEXT, token.substring(quotes, token.length() - quotes));
    }
    return new Token(Kind.OPERATOR, token);
  }

  private static int bracket(Token token) {
    if (token.kind() != Kind.OPERATOR) {
      return 0;
    }
    return switch (token.text()) {
      case "(", "[", "{" -> 1;
      case ")", "]", "}" -> -1;
      default -> 0;
    };
  }
}
