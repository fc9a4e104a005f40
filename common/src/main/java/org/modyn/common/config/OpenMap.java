package org.modyn.common.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies sections whose keys are free: maps of null, Boolean, Long, BigInteger, Double, String,
 * List and Map. {@link Map#copyOf} rejects nulls and does not keep the order of the file.
 */
public final class OpenMap {
  private OpenMap() {}

  /** Returns a deep, unmodifiable copy. Integers become Longs, as when read from a file. */
  public static Map<String, Object> copyOf(Map<String, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(key, copyValue(value)));
    return Collections.unmodifiableMap(copy);
  }

  private static Object copyValue(Object value) {
    return switch (value) {
      case null -> null;
      case Map<?, ?> map -> {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, item) -> copy.put(String.valueOf(key), copyValue(item)));
        yield Collections.unmodifiableMap(copy);
      }
      case List<?> list -> {
        List<Object> copy = new ArrayList<>(list.size());
        list.forEach(item -> copy.add(copyValue(item)));
        yield Collections.unmodifiableList(copy);
      }
      case Integer number -> number.longValue();
      default -> value;
    };
  }
}
