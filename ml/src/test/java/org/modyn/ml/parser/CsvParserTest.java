package org.modyn.ml.parser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.ml.tensor.TensorBatch;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1,a | the sample with key 100 has "a" in column 1, which is no float32
          1   | the sample with key 100 has 1 columns, but bytes_parser_function reads column 1
          """)
  void namesTheSampleThatIsWrong(String line, String message) {
    BytesParser parser = BytesParsers.create("Csv(columns=[0, 1])");
    TensorBatch batch = new TensorBatch(parser.tensors(), 1);
    try (RecordSamples samples = samples(line)) {
      assertThatThrownBy(() -> samples.parse(parser, 0, 1, batch, 0)).hasMessageContaining(message);
    }
  }

  @Test
  void refusesASeparatorThatIsPartOfNumbers() {
    assertThatThrownBy(() -> BytesParsers.create("Csv(columns=[0], separator='.')"))
        .hasMessage("Csv: separator: expected one character that is in no number, but got \".\"");
  }

  private static RecordSamples samples(String... lines) {
    byte[][] records = new byte[lines.length][];
    for (int index = 0; index < lines.length; index++) {
      records[index] = lines[index].getBytes(UTF_8);
    }
    return new RecordSamples(records);
  }
}
