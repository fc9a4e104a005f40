package org.modyn.ml.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

final class RecordParserTest {
  private static final String FLIGHTS =
      """
      Record(fields=[
        Field("hour", "uint8", tensor="categorical_input"),
        Field("weekday", "uint8", tensor="categorical_input"),
        Field("distance", "uint16", tensor="numerical_input", dtype="float32", scale=0.001),
        Field("origin", "uint16", tensor="categorical_input"),
        Field("destination", "uint16", tensor="categorical_input")], byteorder="little")
      """;

  @Test
  void gathersFieldsAsColumnsOfTensors() {
    BytesParser parser = BytesParsers.create(FLIGHTS);
    assertThat(parser.tensors())
        .containsExactly(
            new TensorSpecification("categorical_input", TensorDataType.INT64, List.of(4L)),
            new TensorSpecification("numerical_input", TensorDataType.FLOAT32, List.of(1L)));
    TensorBatch batch = new TensorBatch(parser.tensors(), 3);
    try (RecordSamples samples =
        new RecordSamples(
            flight(23, 6, 2475, 255, 0),
            flight(0, 1, 65_535, 256, 65_535),
            flight(1, 2, 3, 4, 5))) {
      samples.parse(parser, 2, 3, batch, 0);
      samples.parse(parser, 0, 2, batch, 1);
    }
    assertThat(batch.tensor(0).toArray(ValueLayout.JAVA_LONG))
        .containsExactly(1, 2, 4, 5, 23, 6, 255, 0, 0, 1, 256, 65_535);
    assertThat(batch.tensor(1).toArray(ValueLayout.JAVA_FLOAT))
        .containsExactly(0.003f, 2.475f, 65.535f);
  }

  @ParameterizedTest
  @ValueSource(strings = {"little", "big"})
  void readsAllTypes(String byteOrder) {
    ByteBuffer record =
        ByteBuffer.allocate(41)
            .order(byteOrder.equals("big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    record.put((byte) -1).put((byte) -1).putShort((short) -2).putShort((short) -2);
    record.putInt(-3).putInt(-3).putLong(Long.MIN_VALUE).putFloat(1.5f).putDouble(-0.1);
    record.put((byte) 7).put((byte) 8).putShort((short) 9).putShort((short) 10).put((byte) 200);
    BytesParser parser =
        BytesParsers.create(
            """
            Record([
              Field("a", "int8", tensor="t"), Field("b", "uint8", tensor="t"),
              Field("c", "int16", tensor="t"), Field("d", "uint16", tensor="t"),
              Field("e", "int32", tensor="t"), Field("f", "uint32", tensor="t"),
              Field("g", "int64", tensor="t"),
              Field("h", "float32"), Field("i", "float64"),
              Field("j", "int8", count=2, dtype="int8"), Field("k", "int16", count=2, dtype="int32"),
              Field("l", "uint8", dtype="uint8")], byteorder="%s")
            """
                .formatted(byteOrder));
    TensorBatch batch = new TensorBatch(parser.tensors(), 1);
    try (RecordSamples samples = new RecordSamples(record.array())) {
      samples.parse(parser, 0, 1, batch, 0);
    }
    assertThat(batch.tensor(0).toArray(ValueLayout.JAVA_LONG))
        .containsExactly(-1, 255, -2, 65_534, -3, 4_294_967_293L, Long.MIN_VALUE);
    assertThat(batch.tensor(1).toArray(ValueLayout.JAVA_FLOAT)).containsExactly(1.5f);
    assertThat(batch.tensor(2).toArray(ValueLayout.JAVA_DOUBLE)).containsExactly(-0.1);
    assertThat(batch.tensor(3).toArray(ValueLayout.JAVA_BYTE)).containsExactly(7, 8);
    assertThat(batch.tensor(4).toArray(ValueLayout.JAVA_INT)).containsExactly(9, 10);
    assertThat(batch.tensor(5).toArray(ValueLayout.JAVA_BYTE)).containsExactly((byte) 200);
  }

  /**
   * What the original's Criteo pipelines make with {@code frombuffer(x, float32, count=13)} and
   * {@code frombuffer(x, int32, offset=52).long()}.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Criteo()",
        "Record(fields=[Field('numerical_input', 'float32', count=13),"
            + " Field('categorical_input', 'int32', count=26)])"
      })
  void readsCriteo(String text) {
    ByteBuffer record = ByteBuffer.allocate(156).order(ByteOrder.LITTLE_ENDIAN);
    for (int index = 0; index < 13; index++) {
      record.putFloat(index - 0.25f);
    }
    for (int index = 0; index < 26; index++) {
      record.putInt(index * 1_000_003 - 1);
    }
    BytesParser parser = BytesParsers.create(text);
    assertThat(parser.tensors())
        .containsExactly(
            new TensorSpecification("numerical_input", TensorDataType.FLOAT32, List.of(13L)),
            new TensorSpecification("categorical_input", TensorDataType.INT64, List.of(26L)));
    TensorBatch batch = new TensorBatch(parser.tensors(), 1);
    try (RecordSamples samples = new RecordSamples(record.array())) {
      samples.parse(parser, 0, 1, batch, 0);
    }
    assertThat(batch.tensor(0).toArray(ValueLayout.JAVA_FLOAT)).startsWith(-0.25f).endsWith(11.75f);
    assertThat(batch.tensor(1).toArray(ValueLayout.JAVA_LONG)).startsWith(-1).endsWith(25_000_074L);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 26, 27})
  void widensAnyNumberOfIntegers(int count) {
    ByteBuffer record = ByteBuffer.allocate(1 + 4 * count).order(ByteOrder.LITTLE_ENDIAN);
    record.put((byte) 7);
    long[] expected = new long[2 * count];
    for (int index = 0; index < count; index++) {
      int value = (index % 2 == 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE) ^ index;
      record.putInt(value);
      expected[count + index] = value;
    }
    BytesParser parser =
        BytesParsers.create(
            "Record([Field('a', 'int8', dtype='int8'), Field('b', 'int32', count=" + count + ")])");
    TensorBatch batch = new TensorBatch(parser.tensors(), 3);
    try (RecordSamples samples = new RecordSamples(record.array())) {
      samples.parse(parser, 0, 1, batch, 1);
    }
    assertThat(batch.tensor(1).toArray(ValueLayout.JAVA_LONG))
        .startsWith(expected)
        .endsWith(new long[count]);
  }

  /** The original's Yearbook: {@code frombuffer(data, float32).reshape(1, 32, 32)}. */
  @Test
  void givesATensorTheShapeOfItsField() {
    assertThat(
            BytesParsers.create("Record([Field('data', 'float32', shape=[1, 32, 32])])").tensors())
        .containsExactly(
            new TensorSpecification("data", TensorDataType.FLOAT32, List.of(1L, 32L, 32L)));
  }

  @Test
  void refusesARecordOfAnotherLength() {
    BytesParser parser = BytesParsers.create(FLIGHTS);
    TensorBatch batch = new TensorBatch(parser.tensors(), 2);
    try (RecordSamples samples = new RecordSamples(flight(1, 2, 3, 4, 5), new byte[7])) {
      assertThatThrownBy(() -> samples.parse(parser, 0, 2, batch, 0))
          .isInstanceOfSatisfying(
              ModynException.class,
              error -> assertThat(error.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
          .hasMessage(
              "the sample with key 101 has 7 bytes, but bytes_parser_function describes a record of"
                  + " 8 bytes (without the label)");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Record(fields=[])                                            | Record: fields: at least one field is needed
          Record(fields=[Field("a", "uint9")])                         | Record: fields[0]: Field: type: unknown value "uint9"; did you mean "uint8"?
          Record(fields=[Field("a")])                                  | Field: the argument "type" is missing
          Record(fields=[Fild("a", "int8")])                           | unknown field "Fild"; did you mean "Field"?
          Record(fields=[Field("a", "int8"), Field("a", "int8")])      | two fields are named "a"
          Record(fields=[Field("a", "int8")], byteorder="middle")      | byteorder: unknown value "middle"
          Record(fields=[Field("a", "uint32", dtype="int32")])         | values of the field "a" (uint32) do not fit in the dtype int32
          Record(fields=[Field("a", "int8", dtype="uint8")])           | do not fit in the dtype uint8
          Record(fields=[Field("a", "float32", dtype="int64")])        | do not fit in the dtype int64
          Record(fields=[Field("a", "int8", dtype="int64", scale=2)])  | the field "a" has a scale, so its dtype is float32 or float64, not int64
          Record(fields=[Field("a", "int8", dtype="float16")])         | dtype: unknown value "float16"
          Record(fields=[Field("a", "int8", count=0)])                 | count: expected a whole number of at least 1
          Record(fields=[Field("a", "int8", "t", "int8"), Field("b", "int8", "t", "int32")]) | the fields of the tensor "t" differ in their dtype
          Record(fields=[Field("a", "int8", shape=[2], count=3)])      | Field: shape: [2] has 2 elements, but count is 3
          Record(fields=[Field("a", "int8", "t", shape=[2]), Field("b", "int8", "t")]) | the tensor "t" has several fields, so none of them has a shape
          Recrod(fields=[])                                            | unknown bytes parser "Recrod"; did you mean "Record"?
          """)
  void saysWhatIsWrong(String text, String message) {
    assertThatThrownBy(() -> BytesParsers.create(text)).hasMessageContaining(message);
  }

  @Test
  void namesTheBuiltinsForPython() {
    assertThatThrownBy(() -> BytesParsers.create("def bytes_parser_function(data):\n  return data"))
        .hasMessageContaining("call one of the builtins: Record(fields, byteorder=\"little\")");
  }

  private static byte[] flight(int hour, int weekday, int distance, int origin, int destination) {
    return ByteBuffer.allocate(8)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) hour)
        .put((byte) weekday)
        .putShort((short) distance)
        .putShort((short) origin)
        .putShort((short) destination)
        .array();
  }
}
