package org.modyn.cli.rehearsal.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.modyn.common.function.Arguments;
import org.modyn.common.function.BuiltinFunctions;
import org.modyn.ml.parser.FieldType;
import org.modyn.ml.parser.RecordField;

/**
 * Records for {@code Record(fields=[...])}. Integers are below the model's limits, or below 256 if
 * it has none; values that are converted to floating-point numbers are 0 to 1 after scaling.
 */
record RecordMaker(List<RecordField> fields, ByteOrder order, Map<String, List<Long>> limits)
    implements SampleMaker {
  private static final long LARGEST_WITHOUT_LIMIT = 255;

  RecordMaker {
    fields = List.copyOf(fields);
    limits = Map.copyOf(limits);
  }

  static RecordMaker create(Arguments arguments, Map<String, List<Long>> limits) {
    return new RecordMaker(
        arguments.calls("fields", BuiltinFunctions.FIELDS, RecordField::read),
        arguments.text("byteorder").equals("big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        limits);
  }

  @Override
  public byte[] make(RandomGenerator random) {
    ByteBuffer bytes = ByteBuffer.allocate(length()).order(order);
    Map<String, Integer> columns = new HashMap<>();
    for (RecordField field : fields) {
      int first = columns.getOrDefault(field.tensor(), 0);
      for (int number = 0; number < field.count(); number++) {
        put(bytes, field, first + number, random);
      }
      columns.put(field.tensor(), first + field.count());
    }
    return bytes.array();
  }

  private void put(ByteBuffer bytes, RecordField field, int column, RandomGenerator random) {
    double scale = field.scale().orElse(1.0);
    if (field.type().isFloating()) {
      double value = random.nextDouble() / (scale == 0 ? 1 : scale);
      if (field.type() == FieldType.FLOAT32) {
        bytes.putFloat((float) value);
      } else {
        bytes.putDouble(value);
      }
      return;
    }
    long largest = Math.min(field.type().largest(), largest(field, column, scale));
    long value = random.nextLong(largest + 1);
    switch (field.type().bytes()) {
      case 1 -> bytes.put((byte) value);
      case 2 -> bytes.putShort((short) value);
      case 4 -> bytes.putInt((int) value);
      default -> bytes.putLong(value);
    }
  }

  private long largest(RecordField field, int column, double scale) {
    List<Long> ofTensor = limits.getOrDefault(field.tensor(), List.of());
    if (column < ofTensor.size()) {
      return ofTensor.get(column) - 1;
    }
    return field.scale().isPresent() && scale != 0
        ? (long) Math.clamp(1 / Math.abs(scale), 1, Integer.MAX_VALUE)
        : LARGEST_WITHOUT_LIMIT;
  }

  private int length() {
    return fields.stream().mapToInt(RecordField::bytes).sum();
  }

  @Override
  public FileLayout layout() {
    return new FileLayout.Records(length());
  }

  @Override
  public String description() {
    return String.format(Locale.ROOT, "records of %,d bytes", length());
  }
}
