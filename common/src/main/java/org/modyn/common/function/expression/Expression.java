package org.modyn.common.function.expression;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.modyn.common.error.ModynException;

/**
 * A parsed call or literal. The syntax is the subset of Python's that does not require evaluation:
 * calls with positional and named arguments, numbers, strings in single or double quotes, {@code
 * True}, {@code False}, {@code None}, names with dots, lists, tuples and dictionaries.
 *
 * <p>Immutable. Two expressions are equal when they have the same meaning, regardless of notation.
 */
public sealed interface Expression {

  /**
   * Parses one expression; white space and line breaks between its parts are ignored.
   *
   * @throws ModynException INVALID_ARGUMENT that names the position and shows it in the text
   */
  static Expression parse(String text) {
    return new ExpressionParser(text).parse();
  }

  /** Whether the text defines a Python function, which no part of Modyn runs. */
  static boolean isPythonFunction(String text) {
    return PythonSource.isFunction(text);
  }

  /**
   * Returns the expression in canonical form, from which {@link #parse} returns an equal
   * expression.
   */
  default String toSource() {
    return ExpressionWriter.write(this);
  }

  /**
   * A call.
   *
   * @param name an identifier, or several joined with dots
   * @param positional the arguments without a name, in their order
   * @param named the arguments with a name, in their order
   */
  record Call(String name, List<Expression> positional, Map<String, Expression> named)
      implements Expression {
    public Call {
      requireNonNull(name, "name is null");
      positional = List.copyOf(positional);
      named = Collections.unmodifiableMap(new LinkedHashMap<>(named));
    }
  }

  /**
   * A qualified name of a value, such as {@code torch.float32}; the parameter's type defines which
   * names are valid.
   */
  record Name(String value) implements Expression {
    public Name {
      requireNonNull(value, "value is null");
    }
  }

  /** A string. */
  record Text(String value) implements Expression {
    public Text {
      requireNonNull(value, "value is null");
    }
  }

  /** A number. */
  sealed interface Number extends Expression {
    double asDouble();
  }

  /** A number written without a fraction and an exponent. */
  record Whole(long value) implements Number {
    @Override
    public double asDouble() {
      return value;
    }
  }

  /** A number written with a fraction or an exponent; always finite. */
  record Real(double value) implements Number {
    public Real {
      if (!Double.isFinite(value)) {
        throw ModynException.invalidArgument("%s is not a finite number", value);
      }
    }

    @Override
    public double asDouble() {
      return value;
    }
  }

  /** {@code True} or {@code False}. */
  record Bool(boolean value) implements Expression {}

  /** {@code None}. */
  record None() implements Expression {}

  /** {@code [a, b]}. */
  record ListOf(List<Expression> elements) implements Expression {
    public ListOf {
      elements = List.copyOf(elements);
    }
  }

  /** {@code (a, b)}; with one element {@code (a,)}. */
  record TupleOf(List<Expression> elements) implements Expression {
    public TupleOf {
      elements = List.copyOf(elements);
    }
  }

  /** <code>{"a": 1}</code>, in its order. */
  record DictOf(SequencedMap<Expression, Expression> entries) implements Expression {
    public DictOf {
      entries = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(entries));
    }
  }
}
