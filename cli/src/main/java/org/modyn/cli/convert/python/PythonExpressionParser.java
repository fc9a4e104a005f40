package org.modyn.cli.convert.python;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.modyn.cli.convert.python.PythonScanner.Kind;
import org.modyn.cli.convert.python.PythonScanner.Token;
import org.modyn.common.error.ModynException;

/** Parses one expression of a logical line; unsupported syntax is rejected. */
final class PythonExpressionParser {
  // Each is far more than a person writes, and together they fit into a thread's stack.
  private static final int MAXIMUM_DEPTH = 64;
  private static final int MAXIMUM_CHAIN = 64;

  private static final Set<String> COMPARISONS = Set.of(">", ">=", "<", "<=");
  private static final Token END = new Token(Kind.OPERATOR, "the end of the line");

  private final List<Token> tokens;
  private final Map<String, PythonExpression> names;
  private int position;
  private int depth;

  /**
   * @param names the definitions of names; other names are builtins
   */
  PythonExpressionParser(List<Token> tokens, Map<String, PythonExpression> names) {
    this.tokens = tokens;
    this.names = names;
  }

  /**
   * @throws ModynException INVALID_ARGUMENT when the tokens are not exactly one supported
   *     expression
   */
  PythonExpression parse() {
    PythonExpression expression = comparison();
    if (position < tokens.size()) {
      throw unknown();
    }
    return expression;
  }

  private PythonExpression comparison() {
    if (++depth > MAXIMUM_DEPTH) {
      throw ModynException.invalidArgument(
          "cannot follow more than %d levels of brackets", MAXIMUM_DEPTH);
    }
    PythonExpression comparison = compared();
    depth--;
    return comparison;
  }

  private PythonExpression compared() {
    PythonExpression left = primary();
    if (peek().kind() == Kind.OPERATOR && COMPARISONS.contains(peek().text())) {
      return new PythonExpression.Comparison(left, next().text(), primary());
    }
    return left;
  }

  private PythonExpression primary() {
    PythonExpression expression = atom();
    for (int links = 0; ; links++) {
      if (links > MAXIMUM_CHAIN) {
        throw ModynException.invalidArgument(
            "cannot follow more than %d calls in a chain", MAXIMUM_CHAIN);
      }
      if (accept(".")) {
        if (peek().kind() != Kind.NAME) {
          throw unknown();
        }
        String name = next().text();
        expression =
            expression instanceof PythonExpression.Global global
                ? new PythonExpression.Global(global.name() + "." + name)
                : new PythonExpression.Attribute(expression, name);
      } else if (accept("(")) {
        expression = call(expression);
      } else if (accept("[")) {
        expression = subscript(expression);
      } else {
        return expression;
      }
    }
  }

  private PythonExpression atom() {
    if (accept("-")) {
      return switch (number(next())) {
        case Long whole -> new PythonExpression.Constant(-whole);
        case Double real -> new PythonExpression.Constant(-real);
        default -> throw unknown();
      };
    }
    if (accept("{")) {
      return dict();
    }
    if (accept("[")) {
      return new PythonExpression.Sequence(list("]"));
    }
    if (accept("(")) {
      return parentheses();
    }
    Token token = peek();
    return switch (token.kind()) {
      case NAME -> name(next().text());
      case NUMBER -> new PythonExpression.Constant(number(next()));
      case TEXT -> new PythonExpression.Constant(next().text());
      case OPERATOR -> throw unknown();
    };
  }

  private PythonExpression name(String name) {
    return switch (name) {
      case "True" -> new PythonExpression.Constant(true);
      case "False" -> new PythonExpression.Constant(false);
      default -> names.getOrDefault(name, new PythonExpression.Global(name));
    };
  }

  private PythonExpression parentheses() {
    List<PythonExpression> elements = list(")");
    boolean tuple = elements.size() != 1 || tokens.get(position - 2).is(",");
    return tuple ? new PythonExpression.Sequence(elements) : elements.getFirst();
  }

  private List<PythonExpression> list(String end) {
    List<PythonExpression> elements = new ArrayList<>();
    while (!accept(end)) {
      elements.add(comparison());
      separate(end);
    }
    return List.copyOf(elements);
  }

  private PythonExpression dict() {
    SequencedMap<String, PythonExpression> entries = new LinkedHashMap<>();
    while (!accept("}")) {
      if (peek().kind() != Kind.TEXT) {
        throw unknown();
      }
      String key = next().text();
      expect(":");
      entries.put(key, comparison());
      separate("}");
    }
    return new PythonExpression.Dict(entries);
  }

  private PythonExpression call(PythonExpression function) {
    List<PythonExpression> positional = new ArrayList<>();
    Map<String, PythonExpression> named = new LinkedHashMap<>();
    while (!accept(")")) {
      if (peek().kind() == Kind.NAME
          && position + 1 < tokens.size()
          && tokens.get(position + 1).is("=")) {
        String name = next().text();
        expect("=");
        named.put(name, comparison());
      } else {
        positional.add(comparison());
      }
      separate(")");
    }
    return new PythonExpression.Call(function, positional, named);
  }

  private PythonExpression subscript(PythonExpression object) {
    Optional<PythonExpression> from = peek().is(":") ? Optional.empty() : Optional.of(comparison());
    if (accept("]")) {
      return new PythonExpression.Index(object, from.orElseThrow());
    }
    expect(":");
    Optional<PythonExpression> to = peek().is("]") ? Optional.empty() : Optional.of(comparison());
    expect("]");
    return new PythonExpression.Slice(object, from, to);
  }

  private void separate(String end) {
    if (!peek().is(end)) {
      expect(",");
    }
  }

  private static Object number(Token token) {
    if (token.kind() != Kind.NUMBER) {
      throw ModynException.invalidArgument("cannot read '-%s'", token.text());
    }
    return token.text().chars().allMatch(Character::isDigit)
        ? (Object) Long.valueOf(token.text())
        : Double.valueOf(token.text());
  }

  private Token peek() {
    return position < tokens.size() ? tokens.get(position) : END;
  }

  private Token next() {
    Token token = peek();
    position++;
    return token;
  }

  private boolean accept(String text) {
    if (position < tokens.size() && peek().is(text)) {
      position++;
      return true;
    }
    return false;
  }

  private void expect(String text) {
    if (!accept(text)) {
      throw unknown();
    }
  }

  private ModynException unknown() {
    return ModynException.invalidArgument(
        "cannot follow '%s' at '%s'",
        tokens.stream().map(Token::text).collect(Collectors.joining(" ")), peek().text());
  }
}
