package org.modyn.common.function.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.error.ModynException;

class BooleanExpressionTest {
  private static final List<String> NAMES = List.of("daily", "amount", "drift", "my drift", "not");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "daily | daily",
        "(daily) | daily",
        "daily and amount or drift | (daily and amount) or drift",
        "daily or amount and drift | daily or (amount and drift)",
        "not daily and amount | not daily and amount",
        "not (daily and amount) | not (daily and amount)",
        "not not daily | not not daily",
        "daily and(amount or not drift)or'my drift' | (daily and (amount or not drift)) or \"my"
            + " drift\"",
        "daily or amount or drift | daily or amount or drift",
        "not \"not\" | not \"not\"",
      })
  void isReadAsPythonReadsIt(String text, String canonical) {
    BooleanExpression expression = BooleanExpression.parse(text, NAMES);

    assertThat(expression.toSource()).isEqualTo(canonical);
    assertThat(BooleanExpression.parse(canonical, NAMES)).isEqualTo(expression);
  }

  @Test
  void isEvaluated() {
    BooleanExpression expression =
        BooleanExpression.parse("daily and (amount or not drift)", NAMES);

    assertThat(expression.evaluate(Set.of("daily")::contains)).isTrue();
    assertThat(expression.evaluate(Set.of("daily", "drift")::contains)).isFalse();
    assertThat(expression.evaluate(Set.of("daily", "drift", "amount")::contains)).isTrue();
    assertThat(expression.evaluate(Set.of("amount")::contains)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "daily and | expected a name, \"not\" or \"(\" at column 10: daily and-->(the end)",
        "daily amount | expected \"and\", \"or\" or the end at column 7: daily -->amount",
        "daily && amount | expected \"and\", \"or\" or the end at column 7: daily -->&& amount",
        "(daily or amount | expected \"and\", \"or\" or \")\" at column 17: (daily or amount-->(the"
            + " end)",
        "or daily | expected a name, \"not\" or \"(\" at column 1: -->or daily",
        "daily and drift) | expected \"and\", \"or\" or the end at column 16: daily and drift-->)",
      })
  void errorsNameThePosition(String text, String message) {
    assertThatThrownBy(() -> BooleanExpression.parse(text, NAMES))
        .isInstanceOf(ModynException.class)
        .hasMessage(message);
  }

  @Test
  void unknownNamesHaveAHint() {
    assertThatThrownBy(() -> BooleanExpression.parse("amount or dayly", List.of("daily", "amount")))
        .hasMessage(
            "unknown name \"dayly\" at column 11: amount or -->dayly; did you mean \"daily\"?"
                + " allowed: daily, amount");
    assertThatThrownBy(() -> BooleanExpression.parse("a-b", List.of("a-b")))
        .hasMessage(
            "unknown name \"a\" at column 1: -->a-b; allowed: a-b; names with other characters than"
                + " letters, digits and _ are written in quotes");
  }

  @Test
  void nestingIsLimited() {
    assertThatThrownBy(() -> BooleanExpression.parse("(".repeat(100_000) + "daily", NAMES))
        .hasMessageContaining("more than 64 levels of nested conditions");
    assertThatThrownBy(() -> BooleanExpression.parse("not ".repeat(100_000) + "daily", NAMES))
        .hasMessageContaining("more than 64 levels of nested conditions");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lambda decisions: any(decisions.values()) | daily or amount",
        "lambda d: all(d.values()) | daily and amount",
        "lambda d: d[\"daily\"] and not d['amount'] | daily and not amount",
        "lambda d: d.get('daily', False) or d.get('amount') | daily or amount",
      })
  void simpleLambdasAreUnderstood(String text, String equivalent) {
    assertThat(BooleanExpression.ofPython(text, List.of("daily", "amount")))
        .map(BooleanExpression::toSource)
        .hasValue(equivalent);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"lambda d: sum(d.values()) >= 2", "def f(d):\n  return True", "daily", "lambda"})
  void otherPythonIsNot(String text) {
    assertThat(BooleanExpression.ofPython(text, List.of("daily", "amount"))).isEmpty();
  }

  @Provide
  Arbitrary<BooleanExpression> expressions() {
    Arbitrary<BooleanExpression> names = Arbitraries.of(NAMES).map(BooleanExpression.Name::new);
    return Arbitraries.recursive(
        () -> names,
        inner ->
            Arbitraries.oneOf(
                inner.map(BooleanExpression.Not::new),
                inner.list().ofMinSize(2).ofMaxSize(3).map(BooleanExpression.And::new),
                inner.list().ofMinSize(2).ofMaxSize(3).map(BooleanExpression.Or::new)),
        0,
        4);
  }

  @Property
  void theCanonicalFormIsReadAsTheSame(@ForAll("expressions") BooleanExpression expression) {
    BooleanExpression read = BooleanExpression.parse(expression.toSource(), NAMES);

    assertThat(read).isEqualTo(expression);
  }
}
