package org.modyn.common.config.pipeline;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Copies of maps that keep the order of the file, as {@link Map#copyOf} would not. */
final class InOrder {
  private InOrder() {}

  static <T> Map<String, T> copyOf(Map<String, T> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
