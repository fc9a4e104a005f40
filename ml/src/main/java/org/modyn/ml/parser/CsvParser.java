package org.modyn.ml.parser;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;
import org.modyn.common.sample.SampleBatch;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * {@code Csv(columns=[0, 2], separator=",", dtype="float32", header=False)}: samples that are one
 * line of numbers, with {@code header} below a line of names. The chosen columns become the columns
 * of one tensor, in the order of the call. Quotes have no meaning: they enclose texts, and those
 * cannot be loaded. Creates a string a sample.
 */
final class CsvParser implements BytesParser, SampleParser {
  private final TensorSpecification tensor;
  private final int[] columns;
  private final char separator;
  private final boolean header;

  private CsvParser(TensorSpecification tensor, int[] columns, char separator, boolean header) {
    this.tensor = tensor;
    this.columns = columns;
    this.separator = separator;
    this.header = header;
  }

  static BytesParser create(Arguments arguments) {
    if (arguments.text("dtype").equals("text")) {
      return BytesParsers.refuseText(arguments);
    }
    if (!arguments.has("columns")) {
      throw ModynException.unimplemented(
          "Csv: lines of unknown length cannot be loaded yet; name the columns, as in"
              + " Csv(columns=[0, 1])");
    }
    String separator = arguments.text("separator");
    if (separator.length() != 1 || "0123456789+-.eE\n\r".contains(separator)) {
      throw arguments.error(
          "separator",
          "expected one character that is in no number, but got \"" + separator + "\"");
    }
    int[] columns =
        arguments.wholes("columns").stream()
            .mapToInt(column -> (int) Math.min(column, Integer.MAX_VALUE))
            .toArray();
    return new CsvParser(
        new TensorSpecification(
            arguments.text("tensor"),
            TensorDataType.ofTorchName(arguments.text("dtype")),
            List.of((long) columns.length)),
        columns,
        separator.charAt(0),
        arguments.flag("header"));
  }

  @Override
  public List<TensorSpecification> tensors() {
    return List.of(tensor);
  }

  @Override
  public SampleParser open(long seed) {
    return this;
  }

  @Override
  public void parse(SampleBatch samples, int index, int epoch, TensorBatch batch, int row) {
    byte[] bytes =
        samples
            .bytes()
            .asSlice(samples.offset(index), samples.length(index))
            .toArray(ValueLayout.JAVA_BYTE);
    String text = new String(bytes, StandardCharsets.UTF_8).strip();
    String[] values =
        (header ? belowHeader(samples.key(index), text) : text)
            .split(Pattern.quote(String.valueOf(separator)), -1);
    MemorySegment target = batch.tensor(0);
    for (int place = 0; place < columns.length; place++) {
      int column = columns[place];
      if (column >= values.length) {
        throw ModynException.invalidArgument(
            "the sample with key %d has %d columns, but bytes_parser_function reads column %d"
                + " (counted from 0)",
            samples.key(index), values.length, column);
      }
      put(
          samples.key(index),
          column,
          values[column].strip(),
          target,
          (long) row * columns.length + place);
    }
  }

  private static String belowHeader(long key, String text) {
    return text.lines()
        .skip(1)
        .findFirst()
        .orElseThrow(
            () ->
                ModynException.invalidArgument(
                    "the sample with key %d has no line below the columns' names", key));
  }

  private void put(long key, int column, String value, MemorySegment target, long element) {
    try {
      switch (tensor.dataType()) {
        case FLOAT32 ->
            target.setAtIndex(ValueLayout.JAVA_FLOAT, element, (float) Double.parseDouble(value));
        case FLOAT64 ->
            target.setAtIndex(ValueLayout.JAVA_DOUBLE, element, Double.parseDouble(value));
        case INT64 -> target.setAtIndex(ValueLayout.JAVA_LONG, element, Long.parseLong(value));
        default -> throw new IllegalStateException("no column has the type " + tensor.dataType());
      }
    } catch (NumberFormatException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT,
          "the sample with key %d has \"%s\" in column %d, which is no %s"
              .formatted(key, value, column, tensor.dataType().torchName()),
          e);
    }
  }
}
