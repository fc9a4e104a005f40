package org.modyn.common.function.expression;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.modyn.common.error.ModynException;

/**
 * A condition on named conditions, such as {@code daily and (amount or not drift)}. The syntax is
 * that of Python, in order of increasing precedence: {@code or}, {@code and}, {@code not}, and
 * parentheses. A name that is not made of letters, digits and underscores is written in single or
 * double quotes. White space and line breaks are ignored.
 *
 * <p>Immutable.
 */
public sealed interface BooleanExpression {
  /**
   * Parses an expression.
   *
   * @param allowed the names that it may contain
   * @throws ModynException INVALID_ARGUMENT that names the position and shows it in the text
   */
  static BooleanExpression parse(String text, Collection<String> allowed) {
    return new BooleanExpressionParser(text, allowed).parse();
  }

  /**
   * Returns the expression that has the meaning of a Python lambda function of a dictionary with
   * the values of the names; empty if the text is none, or is not understood.
   */
  static Optional<BooleanExpression> ofPython(String text, Collection<String> allowed) {
    return PythonSource.toBooleanExpression(text, allowed);
  }

  /** Returns the value of the expression, given those of the names. */
  boolean evaluate(Predicate<String> values);

  /** Returns the expression in canonical form, from which {@link #parse} returns an equal one. */
  default String toSource() {
    return switch (this) {
      case Name(String value) -> BooleanExpressionParser.nameSource(value);
      case Not(BooleanExpression operand) -> "not " + operand.operandSource();
      case And(List<BooleanExpression> operands) ->
          operands.stream()
              .map(BooleanExpression::operandSource)
              .collect(Collectors.joining(" and "));
      case Or(List<BooleanExpression> operands) ->
          operands.stream()
              .map(BooleanExpression::operandSource)
              .collect(Collectors.joining(" or "));
    };
  }

  /** Returns the source, in parentheses unless it is a name or a negation. */
  private String operandSource() {
    return this instanceof And || this instanceof Or ? "(" + toSource() + ")" : toSource();
  }

  /** The value of a name. */
  record Name(String value) implements BooleanExpression {
    public Name {
      requireNonNull(value, "value is null");
    }

    @Override
    public boolean evaluate(Predicate<String> values) {
      return values.test(value);
    }
  }

  /** The opposite of an expression. */
  record Not(BooleanExpression operand) implements BooleanExpression {
    public Not {
      requireNonNull(operand, "operand is null");
    }

    @Override
    public boolean evaluate(Predicate<String> values) {
      return !operand.evaluate(values);
    }
  }

  /** Whether all of several expressions are true. */
  record And(List<BooleanExpression> operands) implements BooleanExpression {
    public And {
      operands = List.copyOf(operands);
    }

    @Override
    public boolean evaluate(Predicate<String> values) {
      return operands.stream().allMatch(operand -> operand.evaluate(values));
    }
  }

  /** Whether any of several expressions is true. */
  record Or(List<BooleanExpression> operands) implements BooleanExpression {
    public Or {
      operands = List.copyOf(operands);
    }

    @Override
    public boolean evaluate(Predicate<String> values) {
      return operands.stream().anyMatch(operand -> operand.evaluate(values));
    }
  }
}
