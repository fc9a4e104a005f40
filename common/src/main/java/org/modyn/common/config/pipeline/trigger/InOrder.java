package org.modyn.common.config.pipeline.trigger;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Copies maps and keeps the order of the file, which {@link Map#copyOf} does not. */
final class InOrder {
  private InOrder() {}

  static <T> Map<String, T> copyOf(Map<String, T> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** The keys of true values, in quotes. */
  static String namesOf(Map<String, Boolean> map) {
    return map.entrySet().stream()
        .filter(Map.Entry::getValue)
        .map(entry -> "\"" + entry.getKey() + "\"")
        .collect(Collectors.joining(", "));
  }
}
