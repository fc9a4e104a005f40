package org.modyn.ml.parser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;
import org.modyn.ml.userfunction.UserCode;

final class CsvParserTest {
  @Test
  void readsColumnsInTheOrderOfTheCall() {
    BytesParser parser = BytesParsers.create("Csv(columns=[2, 0], separator=';')");
    TensorBatch batch = new TensorBatch(parser.tensors(), 2);
    try (RecordSamples samples = samples("1.5;x; -2e3\n", "3;;4")) {
      samples.parse(parser, 0, 2, batch, 0);
    }
    assertThat(batch.tensor(0).toArray(ValueLayout.JAVA_FLOAT)).containsExactly(-2000, 1.5f, 4, 3);
  }

  @Test
  void readsTheLineBelowTheColumnsNames() {
    BytesParser parser = BytesParsers.create("Csv(columns=[0, 1], header=True)");
    TensorBatch batch = new TensorBatch(parser.tensors(), 1);
    try (RecordSamples samples = samples("0,1\r\n0.5,-2\r\n", "0,1\n")) {
      samples.parse(parser, 0, 1, batch, 0);
      assertThat(batch.tensor(0).toArray(ValueLayout.JAVA_FLOAT)).containsExactly(0.5f, -2);
      assertThatThrownBy(() -> samples.parse(parser, 1, 2, batch, 0))
          .hasMessage("the sample with key 101 has no line below the columns' names");
    }
  }

  @Test
  void readsWholeNumbersExactly() {
    BytesParser parser = BytesParsers.create("Csv(columns=1, dtype='int64')");
    TensorBatch batch = new TensorBatch(parser.tensors(), 1);
    try (RecordSamples samples = samples("a,9223372036854775807,b")) {
      samples.parse(parser, 0, 1, batch, 0);
    }
    assertThat(batch.tensor(0).toArray(ValueLayout.JAVA_LONG)).containsExactly(Long.MAX_VALUE);
  }

  @Test
  void makesTensorsOfTheirOwn() {
    BytesParser parser =
        BytesParsers.create(
            "Csv(columns=[Column(3, tensor='numerical_input'), Column(0, 'int64', 'ids'),"
                + " Column(2), Column(1, tensor='numerical_input')], dtype='float64')");
    assertThat(parser.tensors())
        .containsExactly(
            new TensorSpecification("numerical_input", TensorDataType.FLOAT64, List.of(2L)),
            new TensorSpecification("ids", TensorDataType.INT64, List.of(1L)),
            new TensorSpecification("data", TensorDataType.FLOAT64, List.of(1L)));
    TensorBatch batch = new TensorBatch(parser.tensors(), 2);
    try (RecordSamples samples = samples("7,0.5,-1,2", "8,9,10,11")) {
      samples.parse(parser, 0, 2, batch, 0);
    }
    assertThat(batch.tensor(0).toArray(ValueLayout.JAVA_DOUBLE)).containsExactly(2, 0.5, 11, 9);
    assertThat(batch.tensor(1).toArray(ValueLayout.JAVA_LONG)).containsExactly(7, 8);
    assertThat(batch.tensor(2).toArray(ValueLayout.JAVA_DOUBLE)).containsExactly(-1, 10);
  }

  /** The tokenizer gets the cell without its quotes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          2,hello,3                | hello
          2," a ""b"", c",3        | ` a "b", c`
          2,"",3                   | ``
          2,,3                     | ``
          "2",it"s,"3"             | it"s
          2,"two~lines",3        | two~lines
          2,Zürich,3               | Zürich
          """)
  void readsTextsBesideNumbers(String line, String text) {
    BytesParser parser =
        BytesParsers.create(
            "Csv([Column(0), Column(2), Column(1, 'text', 'text')])",
            Optional.of(new LetterTokenizer(12)),
            UserCode.withoutPlugins());
    assertThat(parser.tensors())
        .containsExactly(
            new TensorSpecification("data", TensorDataType.FLOAT32, List.of(2L)),
            new TensorSpecification("text", TensorDataType.INT64, List.of(12L)));
    TensorBatch batch = new TensorBatch(parser.tensors(), 2);
    try (RecordSamples samples = samples(line.replace('~', '\n') + "\r\n")) {
      samples.parse(parser, 0, 1, batch, 1);
    }
    assertThat(batch.tensor(0).toArray(ValueLayout.JAVA_FLOAT)).containsExactly(0, 0, 2, 3);
    long[] letters = batch.tensor(1).asSlice(12 * 8).toArray(ValueLayout.JAVA_LONG);
    assertThat(LetterTokenizer.text(letters)).isEqualTo(text.replace('~', '\n'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          1,a       | the sample with key 100 has "a" in column 1, which is no float32
          1,        | the sample with key 100 has "" in column 1, which is no float32
          1,1f      | the sample with key 100 has "1f" in column 1, which is no float32
          1,-       | the sample with key 100 has "-" in column 1, which is no float32
          1         | the sample with key 100 has 1 columns, but bytes_parser_function reads column 1
          1,2;3,4   | the sample with key 100 has more than one line
          1,"2      | the sample with key 100 has a quote in column 1 that is not closed
          "1"2,3    | the sample with key 100 has text behind the closing quote of column 0
          """)
  void namesTheSampleThatIsWrong(String line, String message) {
    BytesParser parser = BytesParsers.create("Csv(columns=[0, 1])");
    TensorBatch batch = new TensorBatch(parser.tensors(), 1);
    try (RecordSamples samples = samples(line.replace(';', '\n'))) {
      assertThatThrownBy(() -> samples.parse(parser, 0, 1, batch, 0)).hasMessageContaining(message);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Csv(columns=[0], separator='.')                      | Csv: separator: expected one ASCII character that is in no number, but got "."
          Csv(columns=[0], separator='§')                      | Csv: separator: expected one ASCII character
          Csv()                                                | Csv: the columns to load are missing; name them, as in Csv(columns=[0, 1])
          Csv([Column(0), Column(1, 'int64')])                 | Csv: columns: the columns of the tensor "data" differ in their dtype
          Csv([Column(0, 'text')])                             | Csv: texts need a tokenizer beside bytes_parser_function, as in tokenizer: DistilBertTokenizerTransform
          Csv([0, 1], dtype='text')                            | Csv: columns: the tensor "data" has two texts; each needs a tensor of its own
          Csv([Column(0, 'int32')])                            | Csv: columns[0]: Column: dtype: unknown value "int32"
          Csv([Column(0), 1])                                  | Csv: columns[1]: a column must be a call
          """)
  void refusesWhatDoesNotFit(String text, String message) {
    assertThatThrownBy(() -> BytesParsers.create(text))
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
        .hasMessageStartingWith(message);
  }

  @Property
  void readsEveryDouble(@ForAll double value) {
    byte[] text = Double.toString(value).getBytes(UTF_8);
    Assume.that(Double.isFinite(value));
    assertThat(CsvNumbers.parseDouble(text, 0, text.length)).isEqualTo(value);
  }

  @Property
  void readsShortDecimalNumbersExactly(
      @ForAll @LongRange(min = -99_999_999, max = 99_999_999) long digits,
      @ForAll @IntRange(max = 8) int places) {
    String text = " " + BigDecimal.valueOf(digits, places).toPlainString() + "\t";
    assertThat(CsvNumbers.parseDouble(text.getBytes(UTF_8), 0, text.length()))
        .isEqualTo(Double.parseDouble(text));
  }

  @Property
  void readsEveryLong(@ForAll long value, @ForAll boolean plus) {
    byte[] text = ((plus && value >= 0 ? "+" : "") + value).getBytes(UTF_8);
    assertThat(CsvNumbers.parseLong(text, 0, text.length)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775808", "-9223372036854775809", "99999999999999999999"})
  void refusesWholeNumbersThatAreTooLarge(String text) {
    assertThatThrownBy(() -> CsvNumbers.parseLong(text.getBytes(UTF_8), 0, text.length()))
        .isInstanceOf(NumberFormatException.class);
  }

  private static RecordSamples samples(String... lines) {
    byte[][] records = new byte[lines.length][];
    for (int index = 0; index < lines.length; index++) {
      records[index] = lines[index].getBytes(UTF_8);
    }
    return new RecordSamples(records);
  }
}
