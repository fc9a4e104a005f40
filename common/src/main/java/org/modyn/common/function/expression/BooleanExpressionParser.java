package org.modyn.common.function.expression;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.NearestName;
import org.modyn.common.function.expression.BooleanExpression.And;
import org.modyn.common.function.expression.BooleanExpression.Name;
import org.modyn.common.function.expression.BooleanExpression.Not;
import org.modyn.common.function.expression.BooleanExpression.Or;

/** A recursive descent parser of one boolean expression; one instance parses one text. */
final class BooleanExpressionParser {
  private static final Set<String> OPERATORS = Set.of("and", "or", "not");
  private static final Pattern PLAIN_NAME = Pattern.compile("[\\p{Alpha}_][\\p{Alnum}_]*");
  // far more than a person writes, and shallow enough for the stack of a thread
  private static final int MAXIMUM_DEPTH = 64;

  private final Collection<String> allowed;
  private final ExpressionScanner scanner;
  private int depth;

  BooleanExpressionParser(String text, Collection<String> allowed) {
    this.scanner = new ExpressionScanner(requireNonNull(text, "text is null"));
    this.allowed = requireNonNull(allowed, "allowed is null");
  }

  /** Returns a name as it is written in an expression. */
  static String nameSource(String name) {
    return isPlain(name) ? name : new Expression.Text(name).toSource();
  }

  private static boolean isPlain(String name) {
    return PLAIN_NAME.matcher(name).matches() && !OPERATORS.contains(name);
  }

  BooleanExpression parse() {
    BooleanExpression expression = disjunction();
    if (!scanner.atEnd()) {
      throw scanner.error(scanner.position(), "expected \"and\", \"or\" or the end");
    }
    return expression;
  }

  private BooleanExpression disjunction() {
    return operation("or", this::conjunction, Or::new);
  }

  private BooleanExpression conjunction() {
    return operation("and", this::negation, And::new);
  }

  private BooleanExpression operation(
      String operator,
      Supplier<BooleanExpression> operand,
      Function<List<BooleanExpression>, BooleanExpression> operation) {
    BooleanExpression first = operand.get();
    List<BooleanExpression> operands = new ArrayList<>(List.of(first));
    while (accept(operator)) {
      operands.add(operand.get());
    }
    return operands.size() == 1 ? first : operation.apply(operands);
  }

  private boolean accept(String operator) {
    scanner.peek();
    int start = scanner.position();
    if (operator.equals(scanner.acceptName())) {
      return true;
    }
    scanner.moveTo(start);
    return false;
  }

  private BooleanExpression negation() {
    if (++depth > MAXIMUM_DEPTH) {
      throw scanner.error(
          scanner.position(), "more than " + MAXIMUM_DEPTH + " levels of nested conditions");
    }
    BooleanExpression expression = accept("not") ? new Not(negation()) : primary();
    depth--;
    return expression;
  }

  private BooleanExpression primary() {
    char next = scanner.peek();
    int start = scanner.position();
    if (scanner.accept('(')) {
      BooleanExpression expression = disjunction();
      scanner.expect(')', "\"and\", \"or\" or \")\"");
      return expression;
    }
    String name = next == '"' || next == '\'' ? scanner.string() : scanner.acceptName();
    if (name == null || (OPERATORS.contains(name) && next == name.charAt(0))) {
      throw scanner.error(start, "expected a name, \"not\" or \"(\"");
    }
    if (!allowed.contains(name)) {
      throw unknown(start, name);
    }
    return new Name(name);
  }

  private ModynException unknown(int start, String name) {
    String quotes =
        allowed.stream().allMatch(BooleanExpressionParser::isPlain)
            ? ""
            : "; names with other characters than letters, digits and _ are written in quotes";
    return ModynException.invalidArgument(
        "%s%s%s",
        scanner.error(start, "unknown name \"" + name + "\"").getMessage(),
        NearestName.hint(name, allowed),
        quotes);
  }
}
