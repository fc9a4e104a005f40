package org.modyn.common.config.pipeline.trigger;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Copies of maps that keep the order of the file, as {@link Map#copyOf} would not. */
final class InOrder {
  private InOrder() {}

  static <T> Map<String, T> copyOf(Map<String, T> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** The names of what is true, in quotes. */
  static String namesOf(Map<String, Boolean> map) {
    return map.entrySet().stream()
        .filter(Map.Entry::getValue)
        .map(entry -> "\"" + entry.getKey() + "\"")
        .collect(Collectors.joining(", "));
  }
}
