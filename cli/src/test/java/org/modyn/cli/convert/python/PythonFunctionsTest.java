package org.modyn.cli.convert.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.cli.convert.python.PythonFunctions.Kind;
import org.modyn.common.error.ModynException;

class PythonFunctionsTest {
  private static final String PROLOGUE =
      """
      import io as streams, torch
      import numpy as np
      import pandas
      from PIL import Image as Picture  # a comment
      def f(raw: memoryview) -> dict[str, int]:
        \"""What it does.\"""
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Picture.open(streams.BytesIO(raw)).convert('L')|Image(mode=\"L\")",
        "str(raw, 'UTF-8')|Utf8()",
        "bytes(raw).decode()|Utf8()",
        "raw.decode(\"utf8\")|Utf8()",
        "torch.frombuffer(raw, dtype=torch.float32).reshape(2, 3, 4)"
            + "|Record(fields=[Field(\"data\", \"float32\", shape=[2, 3, 4])])",
        "torch.from_numpy(np.frombuffer(raw, np.uint8)).view((2, 3)).float()"
            + "|Record(fields=[Field(\"data\", \"uint8\", shape=[2, 3], dtype=\"float32\")])",
        "torch.frombuffer(raw, dtype=torch.int32, count=5)"
            + "|Record(fields=[Field(\"data\", \"int32\", count=5, dtype=\"int32\")])",
        "torch.tensor(np.frombuffer(raw[:8], dtype=np.float64), dtype=torch.float64)"
            + "|Record(fields=[Field(\"data\", \"float64\")])",
        "torch.from_numpy(np.frombuffer(raw, np.uint16, count=2).astype(int))"
            + "|Record(fields=[Field(\"data\", \"uint16\", count=2)])",
        "np.frombuffer(raw, np.int16, count=2)"
            + "|Record(fields=[Field(\"data\", \"int16\", count=2, dtype=\"int32\")])",
        "np.frombuffer(raw, np.int16, count=2).astype(float)"
            + "|Record(fields=[Field(\"data\", \"int16\", count=2, dtype=\"float64\")])",
      })
  void namesTheBuiltinOfABytesParser(String returned, String builtin) {
    assertThat(builtin(Kind.BYTES_PARSER, returned)).isEqualTo(builtin);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "torch.argmax(raw, dim=-1)|ArgMax()",
        "raw.argmax(1)|ArgMax()",
        "torch.sigmoid(raw).float()|Sigmoid()",
        "raw.sigmoid()|Sigmoid()",
        "torch.ge(torch.sigmoid(raw).float(), 0.5)|Threshold(0, inclusive=True)",
        "(torch.sigmoid(raw) > 0.5).long()|Threshold(0)",
        "raw > -1.5|Threshold(-1.5)",
        "(raw.double() >= 2).bool()|Threshold(2, inclusive=True)",
        "raw.argmax(1).int()|ArgMax()",
        "raw|Identity()",
      })
  void namesTheBuiltinOfAnEvaluationTransformer(String returned, String builtin) {
    assertThat(builtin(Kind.EVALUATION_TRANSFORMER, returned)).isEqualTo(builtin);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"raw", "raw.to(torch.float32)", "raw.float()"})
  void labelsStayAsTheyAreUnderACast(String returned) {
    assertThat(builtin(Kind.LABEL_TRANSFORMER, returned)).isEqualTo("Identity()");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "EVALUATION_TRANSFORMER|raw.long()",
        "EVALUATION_TRANSFORMER|torch.sigmoid(raw).int()",
        "EVALUATION_TRANSFORMER|raw.bool()",
        "EVALUATION_TRANSFORMER|raw.int() > 0",
        "EVALUATION_TRANSFORMER|raw.argmax(1).bool()",
        "LABEL_TRANSFORMER|raw.bool()",
        "LABEL_TRANSFORMER|raw.to(torch.uint8)",
        "BYTES_PARSER|torch.frombuffer(raw, dtype=torch.float32, count=2).long().float()",
        "BYTES_PARSER|torch.frombuffer(raw, dtype=torch.uint16, count=2)",
      })
  void keepsCastsThatLoseSomething(Kind kind, String returned) {
    assertThatThrownBy(() -> builtin(kind, returned))
        .isInstanceOf(ModynException.class)
        .hasMessage("no builtin computes what it returns");
  }

  @Test
  void followsVariablesAndPutsFieldsInTheOrderOfTheirBytes() {
    String source =
        PROLOGUE
            + """
              words = raw[8:]
              numbers = np.frombuffer(raw[:8], dtype=np.float32)  # two of them
              return {
                "b": torch.asarray(
                    np.frombuffer(words, dtype=np.int32), copy=True, dtype=torch.long),
                "a": torch.asarray(numbers, copy=True)
              }
            """;

    assertThat(PythonFunctions.toBuiltin(Kind.BYTES_PARSER, source, Map.of("b", 3)).toSource())
        .isEqualTo(
            "Record(fields=[Field(\"a\", \"float32\", count=2), Field(\"b\", \"int32\","
                + " count=3)])");
    assertThatThrownBy(() -> PythonFunctions.toBuiltin(Kind.BYTES_PARSER, source, Map.of()))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining("the tensor \"b\" extends to the end of a sample");
  }

  @Test
  void namesTheColumnsOfATable() {
    String source =
        PROLOGUE
            + """
              table = pandas.read_csv(streams.BytesIO(raw))
              return table.to_numpy()[0].astype(np.float32)
            """;

    assertThat(PythonFunctions.toBuiltin(Kind.BYTES_PARSER, source, Map.of("data", 2)).toSource())
        .isEqualTo("Csv(columns=[0, 1], header=True)");
    assertThat(PythonFunctions.toBuiltin(Kind.BYTES_PARSER, source, Map.of()).toSource())
        .isEqualTo("Csv(header=True)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "raw[::2]|cannot follow",
        "raw + 1|cannot follow",
        "torch.frombuffer(raw, dtype=torch.float32, offset=4, count=1)|begins at byte 4",
        "torch.frombuffer(raw, dtype=torch.float32).reshape(-1, 3)|no builtin",
        "torch.frombuffer(raw, dtype=torch.complex64)|no builtin",
        "Picture.open(raw)|no builtin",
        "Picture.open(streams.BytesIO(raw))|write Image(mode=\"RGB\")",
        "str(raw, 'latin-1')|no builtin",
        "raw|no builtin",
        "{|cannot follow",
        "'open|cannot read",
        "raw[|cannot follow",
      })
  void saysWhatItCannotReplace(String returned, String message) {
    assertThatThrownBy(() -> builtin(Kind.BYTES_PARSER, returned))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "def f(x):\\n  if x:\\n    return x|'if x :'",
        "def f(x, y):\\n  return x|'def f ( x , y ) :'",
        "def f(x):\\n  x += 1\\n  return x|'x + = 1'",
        "y = 3\\ndef f(x):\\n  return x|'y = 3'",
        "def f(x):\\n  print(x)\\n  return x|'print ( x )'",
        "def f(x):\\n  y = x|it returns nothing",
        "lambda x: x|'lambda x : x'",
      })
  void namesTheFirstStatementItCannotFollow(String source, String message) {
    assertThatThrownBy(
            () ->
                PythonFunctions.toBuiltin(
                    Kind.EVALUATION_TRANSFORMER, source.replace("\\n", "\n"), Map.of()))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining(message);
  }

  @Test
  void passesOverSilencedWarnings() {
    String source =
        """
        import warnings
        def f(x):
            with warnings.catch_warnings(record=True):
                warnings.simplefilter("ignore")
                return x.argmax(dim=1)
        """;

    assertThat(PythonFunctions.toBuiltin(Kind.EVALUATION_TRANSFORMER, source, Map.of()).toSource())
        .isEqualTo("ArgMax()");
  }

  private static String builtin(Kind kind, String returned) {
    return PythonFunctions.toBuiltin(kind, PROLOGUE + "  return " + returned + "\n", Map.of())
        .toSource();
  }
}
