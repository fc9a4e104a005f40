package org.modyn.common.config.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.schema.EnvironmentVariables;

/** Converts records to maps, lists and scalars with the keys of a file. */
public final class RecordWriter {
  private RecordWriter() {}

  /** Null, Boolean, a Number, String, List or Map; keys in the order of the record. */
  public static Object toPlain(Object value) {
    return switch (value) {
      case null -> null;
      case Optional<?> optional -> toPlain(optional.orElse(null));
      case List<?> list -> {
        List<Object> plain = new ArrayList<>(list.size());
        list.forEach(item -> plain.add(toPlain(item)));
        yield plain;
      }
      case Map<?, ?> map -> {
        Map<String, Object> plain = new LinkedHashMap<>();
        map.forEach((key, item) -> plain.put((String) key, toPlain(item)));
        yield plain;
      }
      case Enum<?> constant -> RecordSchema.nameOf(constant);
      case Record record when !ScalarBinder.isScalar(record.getClass()) -> toPlainRecord(record);
      case Boolean truth -> truth;
      case Number number -> number;
      default -> value.toString();
    };
  }

  /**
   * As {@link #toPlain}, but escapes references to environment variables, so that reading the
   * result does not expand them.
   */
  public static Object toFile(Object value) {
    Object plain = toPlain(value);
    return value.getClass().isAnnotationPresent(EnvironmentVariables.class)
        ? escapeTexts(plain)
        : plain;
  }

  private static Object escapeTexts(Object plain) {
    return switch (plain) {
      case String text -> EnvironmentReader.escape(text);
      case List<?> list -> {
        List<Object> escaped = new ArrayList<>(list.size());
        list.forEach(item -> escaped.add(escapeTexts(item)));
        yield escaped;
      }
      case Map<?, ?> map -> {
        Map<Object, Object> escaped = new LinkedHashMap<>();
        map.forEach((key, item) -> escaped.put(key, escapeTexts(item)));
        yield escaped;
      }
      case null, default -> plain;
    };
  }

  private static Object toPlainRecord(Record record) {
    RecordSchema schema = RecordSchema.of(record.getClass());
    if (schema.isTuple()) {
      return toPlain(schema.fields().stream().map(field -> field.valueIn(record)).toList());
    }
    Map<String, Object> plain = new LinkedHashMap<>();
    schema.discriminator().ifPresent(key -> plain.put(key, RecordSchema.nameOf(record.getClass())));
    putFields(record, plain);
    return plain;
  }

  private static void putFields(Record record, Map<String, Object> plain) {
    for (RecordSchema.Field field : RecordSchema.of(record.getClass()).fields()) {
      Object value = field.valueIn(record);
      if (field.isInline()) {
        putFields((Record) value, plain);
      } else if (!field.isOmitted(value)) {
        plain.put(field.name(), toPlain(value));
      }
    }
  }
}
