package org.modyn.common.function.expression;

import java.util.Collection;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.modyn.common.error.ModynException;

/** Detects the Python functions that pipeline files of the original Modyn embed. */
final class PythonSource {
  private static final Pattern FUNCTION =
      Pattern.compile("(?m)^\\s*(?:async\\s+)?def\\s+\\w+\\s*\\(|^\\s*lambda\\b");
  private static final Pattern LAMBDA =
      Pattern.compile("\\s*lambda\\s+(\\w+)\\s*:(.*)", Pattern.DOTALL);

  private PythonSource() {}

  static boolean isFunction(String text) {
    return FUNCTION.matcher(text).find();
  }

  /** As {@link BooleanExpression#ofPython}. */
  static Optional<BooleanExpression> toBooleanExpression(String text, Collection<String> allowed) {
    Matcher lambda = LAMBDA.matcher(text);
    if (!lambda.matches() || allowed.isEmpty()) {
      return Optional.empty();
    }
    String parameter = lambda.group(1);
    String expression = lambda.group(2);
    expression = replaceReduction(expression, "any", parameter, " or ", allowed);
    expression = replaceReduction(expression, "all", parameter, " and ", allowed);
    expression = replaceItems(expression, parameter);
    try {
      return Optional.of(BooleanExpression.parse(expression, allowed));
    } catch (ModynException _) {
      return Optional.empty(); // a function that is not understood
    }
  }

  /** Replaces {@code any(parameter.values())} by all names, joined by an operator. */
  private static String replaceReduction(
      String source,
      String function,
      String parameter,
      String operator,
      Collection<String> allowed) {
    String names =
        allowed.stream()
            .map(BooleanExpressionParser::nameSource)
            .collect(Collectors.joining(operator, "(", ")"));
    return source.replaceAll(
        "\\b" + function + "\\(\\s*" + parameter + "\\.values\\(\\)\\s*\\)",
        Matcher.quoteReplacement(names));
  }

  /** Replaces {@code parameter["name"]} and {@code parameter.get("name")} by the name. */
  private static String replaceItems(String source, String parameter) {
    return Pattern.compile(
            "\\b" + parameter + "(?:\\[|\\.get\\()\\s*([\"'])(.*?)\\1\\s*(?:,\\s*False\\s*)?[\\])]")
        .matcher(source)
        .replaceAll(PythonSource::nameOf);
  }

  private static String nameOf(MatchResult item) {
    return Matcher.quoteReplacement(BooleanExpressionParser.nameSource(item.group(2)));
  }
}
