package org.modyn.common.function.expression;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.modyn.common.function.expression.Expression.Bool;
import org.modyn.common.function.expression.Expression.Call;
import org.modyn.common.function.expression.Expression.DictOf;
import org.modyn.common.function.expression.Expression.ListOf;
import org.modyn.common.function.expression.Expression.Name;
import org.modyn.common.function.expression.Expression.None;
import org.modyn.common.function.expression.Expression.Real;
import org.modyn.common.function.expression.Expression.Text;
import org.modyn.common.function.expression.Expression.TupleOf;
import org.modyn.common.function.expression.Expression.Whole;

/** Writes expressions in canonical form: double quotes, one space after a comma. */
final class ExpressionWriter {
  private ExpressionWriter() {}

  static String write(Expression expression) {
    return switch (expression) {
      case Call call -> call.name() + "(" + arguments(call) + ")";
      case Name name -> name.value();
      case Text text -> quote(text.value());
      case Whole whole -> Long.toString(whole.value());
      case Real real -> Double.toString(real.value());
      case Bool bool -> bool.value() ? "True" : "False";
      case None none -> "None";
      case ListOf list -> "[" + join(list.elements()) + "]";
      case TupleOf tuple ->
          "(" + join(tuple.elements()) + (tuple.elements().size() == 1 ? ",)" : ")");
      case DictOf dict -> "{" + entries(dict.entries()) + "}";
    };
  }

  private static String arguments(Call call) {
    return Stream.concat(
            call.positional().stream().map(ExpressionWriter::write),
            call.named().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + write(entry.getValue())))
        .collect(Collectors.joining(", "));
  }

  private static String join(List<Expression> elements) {
    return elements.stream().map(ExpressionWriter::write).collect(Collectors.joining(", "));
  }

  private static String entries(Map<Expression, Expression> entries) {
    return entries.entrySet().stream()
        .map(entry -> write(entry.getKey()) + ": " + write(entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String quote(String value) {
    StringBuilder quoted = new StringBuilder(value.length() + 2).append('"');
    for (int index = 0; index < value.length(); index++) {
      char character = value.charAt(index);
      switch (character) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (character < ' ') {
            quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) character));
          } else {
            quoted.append(character);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
