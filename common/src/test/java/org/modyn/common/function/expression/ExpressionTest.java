package org.modyn.common.function.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.expression.Expression.Bool;
import org.modyn.common.function.expression.Expression.Call;
import org.modyn.common.function.expression.Expression.DictOf;
import org.modyn.common.function.expression.Expression.ListOf;
import org.modyn.common.function.expression.Expression.None;
import org.modyn.common.function.expression.Expression.Real;
import org.modyn.common.function.expression.Expression.Text;
import org.modyn.common.function.expression.Expression.TupleOf;
import org.modyn.common.function.expression.Expression.Whole;

final class ExpressionTest {
  @Test
  void readsNestedCalls() {
    assertThat(
            Expression.parse(
                """
                Record(
                  fields=[Field("hour", 'uint8', scale=1e-3),],
                  byteorder="little",
                )\
                """))
        .isEqualTo(
            new Call(
                "Record",
                List.of(),
                Map.of(
                    "fields",
                    new ListOf(
                        List.of(
                            new Call(
                                "Field",
                                List.of(new Text("hour"), new Text("uint8")),
                                Map.of("scale", new Real(1e-3))))),
                    "byteorder",
                    new Text("little"))));
  }

  @Test
  void readsTuplesAndDottedNames() {
    assertThat(Expression.parse("transforms.Normalize((0.1307,), (.5, 2.))"))
        .isEqualTo(
            new Call(
                "transforms.Normalize",
                List.of(
                    new TupleOf(List.of(new Real(0.1307))),
                    new TupleOf(List.of(new Real(0.5), new Real(2)))),
                Map.of()));
    assertThat(Expression.parse("(7)")).isEqualTo(new Whole(7));
    assertThat(Expression.parse("()")).isEqualTo(new TupleOf(List.of()));
  }

  @Test
  void readsEscapes() {
    assertThat(Expression.parse("'a\\'b\\\\\\x41\\u00e9\\n'"))
        .isEqualTo(new Text("a'b\\A\u00e9\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Record(fields=[Field("hour" "uint8")]) | expected "," or ")" at column 29: Record(fields=[Field("hour" -->"uint8")])
          Record(                                | expected a value at column 8: Record(-->(the end)
          Record(a=1, 2)                         | an argument without a name follows one with a name at column 13
          Record(a=1, a=2)                       | the argument a is given twice at column 13
          Record("abc                            | this string has no closing " at column 8
          Identity                               | the name Identity is not a value
          Identity() Identity()                  | expected the end of the expression at column 12
          F(99999999999999999999)                | does not fit in 64 bits
          F(1e999)                               | the number 1e999 is too large
          F('\\q')                               | unknown escape in a string
          {1: 2, 1: 3}                           | the key 1 is given twice
          """)
  void namesThePositionOfAnError(String text, String message) {
    assertThatThrownBy(() -> Expression.parse(text))
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
        .hasMessageContaining(message);
  }

  @Test
  void namesTheLineInLongerTexts() {
    assertThatThrownBy(() -> Expression.parse("Record(\n  fields=[\n    ?\n  ])"))
        .hasMessageStartingWith("expected a value at line 3, column 5: Record( fields=[ -->? ])");
  }

  @Test
  void boundsTheDepth() {
    assertThatThrownBy(() -> Expression.parse("[".repeat(100_000)))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining("nested values");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "def bytes_parser_function(data: bytes):\n    return data",
        "import torch\n\ndef label_transformer_function(x):\n    return x",
        "lambda x: x"
      })
  void refusesPython(String text) {
    assertThatThrownBy(() -> Expression.parse(text))
        .hasMessageContaining("Python functions are not supported");
  }

  @Property
  void readsWhatItWrites(@ForAll("expressions") Expression expression) {
    assertThat(Expression.parse(expression.toSource())).isEqualTo(expression);
  }

  @Property
  void neverFailsOtherwiseThanWithAnError(@ForAll("fragments") String text) {
    try {
      Expression expression = Expression.parse(text);
      assertThat(Expression.parse(expression.toSource())).isEqualTo(expression);
    } catch (ModynException error) {
      assertThat(error.getMessage()).doesNotContain("\n");
    }
  }

  @Provide
  Arbitrary<String> fragments() {
    return Arbitraries.of(
            "F(", ")", "[", "]", "{", "}", ",", "=", ":", "'", "\"a\"", "1", ".5", "-", "a", " ",
            "\n", "\\")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<Expression> expressions() {
    return expressions(3);
  }

  private static Arbitrary<Expression> expressions(int depth) {
    Arbitrary<Expression> leaves =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(6).map(Text::new),
            Arbitraries.longs().map(Whole::new),
            Arbitraries.doubles().map(Real::new),
            Arbitraries.of(true, false).map(Bool::new),
            Arbitraries.just(new None()));
    if (depth == 0) {
      return leaves;
    }
    Arbitrary<List<Expression>> lists = expressions(depth - 1).list().ofMaxSize(3);
    Arbitrary<String> names = Arbitraries.of("a", "_b1", "Resize", "mode");
    return Arbitraries.oneOf(
        leaves,
        lists.map(ListOf::new),
        lists.map(TupleOf::new),
        Arbitraries.maps(expressions(depth - 1), expressions(depth - 1))
            .ofMaxSize(3)
            .map(entries -> new DictOf(new LinkedHashMap<>(entries))),
        names.flatMap(
            name ->
                lists.flatMap(
                    positional ->
                        Arbitraries.maps(names, expressions(depth - 1))
                            .ofMaxSize(3)
                            .map(named -> new Call("x." + name, positional, named)))));
  }
}
