package org.modyn.common.function.expression;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.expression.Expression.Bool;
import org.modyn.common.function.expression.Expression.Call;
import org.modyn.common.function.expression.Expression.DictOf;
import org.modyn.common.function.expression.Expression.ListOf;
import org.modyn.common.function.expression.Expression.Name;
import org.modyn.common.function.expression.Expression.None;
import org.modyn.common.function.expression.Expression.Text;
import org.modyn.common.function.expression.Expression.TupleOf;

/** A recursive descent parser of one expression; one instance parses one text. */
final class ExpressionParser {
  // far more than a person writes, and shallow enough for the stack of a thread
  private static final int MAXIMUM_DEPTH = 64;

  private final String text;
  private final ExpressionScanner scanner;
  private int depth;

  ExpressionParser(String text) {
    this.text = requireNonNull(text, "text is null");
    this.scanner = new ExpressionScanner(text);
  }

  Expression parse() {
    if (PythonSource.isFunction(text)) {
      throw ModynException.invalidArgument(
          "Python functions are not supported; write a call of a builtin, as in"
              + " Record(fields=[...])");
    }
    Expression expression = value();
    if (!scanner.atEnd()) {
      throw scanner.error(scanner.position(), "expected the end of the expression");
    }
    return expression;
  }

  private Expression value() {
    if (++depth > MAXIMUM_DEPTH) {
      throw scanner.error(
          scanner.position(), "more than " + MAXIMUM_DEPTH + " levels of nested values");
    }
    Expression value =
        switch (scanner.peek()) {
          case '"', '\'' -> new Text(scanner.string());
          case '[' -> new ListOf(list());
          case '(' -> tuple();
          case '{' -> dict();
          default -> nameOrNumber();
        };
    depth--;
    return value;
  }

  private Expression nameOrNumber() {
    int start = scanner.position();
    String name = scanner.acceptName();
    if (name == null) {
      return scanner.number();
    }
    return switch (name) {
      case "True" -> new Bool(true);
      case "False" -> new Bool(false);
      case "None" -> new None();
      default -> {
        if (!scanner.accept('(')) {
          if (name.indexOf('.') >= 0) {
            yield new Name(name);
          }
          throw scanner.error(
              start,
              "the name " + name + " is not a value; is it a call, " + name + "(...), or text?");
        }
        yield call(name);
      }
    };
  }

  private Call call(String name) {
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    while (!scanner.accept(')')) {
      int start = scanner.position();
      String argument = argumentName();
      if (argument == null && !named.isEmpty()) {
        throw scanner.error(start, "an argument without a name follows one with a name");
      }
      Expression value = value();
      if (argument == null) {
        positional.add(value);
      } else if (named.put(argument, value) != null) {
        throw scanner.error(start, "the argument " + argument + " is given twice");
      }
      if (!scanner.accept(',')) {
        scanner.expect(')', "\",\" or \")\"");
        break;
      }
    }
    return new Call(name, positional, named);
  }

  /** Consumes {@code name=}; returns null, with nothing consumed, when a value follows. */
  private String argumentName() {
    scanner.peek();
    int start = scanner.position();
    String name = scanner.acceptName();
    if (name != null && scanner.accept('=')) {
      if (name.indexOf('.') >= 0) {
        throw scanner.error(start, "the name of an argument must not contain dots");
      }
      return name;
    }
    scanner.moveTo(start);
    return null;
  }

  private List<Expression> list() {
    scanner.expect('[', "\"[\"");
    List<Expression> elements = new ArrayList<>();
    while (!scanner.accept(']')) {
      elements.add(value());
      if (!scanner.accept(',')) {
        scanner.expect(']', "\",\" or \"]\"");
        break;
      }
    }
    return elements;
  }

  /** A tuple, or one value in parentheses. */
  private Expression tuple() {
    scanner.expect('(', "\"(\"");
    List<Expression> elements = new ArrayList<>();
    while (!scanner.accept(')')) {
      elements.add(value());
      if (!scanner.accept(',')) {
        scanner.expect(')', "\",\" or \")\"");
        return elements.size() == 1 ? elements.getFirst() : new TupleOf(elements);
      }
    }
    return new TupleOf(elements);
  }

  private DictOf dict() {
    scanner.expect('{', "\"{\"");
    SequencedMap<Expression, Expression> entries = new LinkedHashMap<>();
    while (!scanner.accept('}')) {
      scanner.peek();
      int start = scanner.position();
      Expression key = value();
      scanner.expect(':', "\":\"");
      if (entries.put(key, value()) != null) {
        throw scanner.error(start, "the key " + key.toSource() + " is given twice");
      }
      if (!scanner.accept(',')) {
        scanner.expect('}', "\",\" or \"}\"");
        break;
      }
    }
    return new DictOf(entries);
  }
}
