package org.modyn.common.config.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.modyn.common.error.Echo;

/** A value of a configuration file with its location. */
sealed interface ConfigNode {
  Location location();

  /** Describes the value for an error message; a long one is shortened. */
  String describe();

  /**
   * Returns the value as a plain Java object: null, Boolean, Long, BigInteger, Double, String, List
   * or Map.
   */
  Object toPlain();

  /**
   * A text, number, boolean or null.
   *
   * @param text as written in the file, without quotes
   * @param value the value that YAML assigns to the text
   */
  record Scalar(Location location, String text, Object value) implements ConfigNode {
    @Override
    public String describe() {
      return switch (value) {
        case null -> "null";
        case String string -> "\"" + Echo.limit(string) + "\"";
        default -> Echo.limit(text);
      };
    }

    @Override
    public Object toPlain() {
      return value;
    }
  }

  record Sequence(Location location, List<ConfigNode> items) implements ConfigNode {
    @Override
    public String describe() {
      return "a list";
    }

    @Override
    public Object toPlain() {
      List<Object> plain = new ArrayList<>(items.size());
      for (ConfigNode item : items) {
        plain.add(item.toPlain());
      }
      return Collections.unmodifiableList(plain);
    }
  }

  /** Keys in the order of the file. */
  record Mapping(Location location, Map<String, Entry> entries) implements ConfigNode {
    @Override
    public String describe() {
      return "a section";
    }

    @Override
    public Object toPlain() {
      Map<String, Object> plain = new LinkedHashMap<>();
      entries.forEach((key, entry) -> plain.put(key, entry.value().toPlain()));
      return Collections.unmodifiableMap(plain);
    }
  }

  /** A text that represents a number that is not known yet. */
  record LaterNumber(Location location, String text) implements ConfigNode {
    @Override
    public String describe() {
      return text + ", a number";
    }

    @Override
    public Object toPlain() {
      return text;
    }
  }

  /** A value that could not be determined; its problem has been reported. */
  record Unreadable(Location location) implements ConfigNode {
    @Override
    public String describe() {
      return "unreadable";
    }

    @Override
    public Object toPlain() {
      return null;
    }
  }

  /**
   * A value with its key.
   *
   * @param location of the key
   */
  record Entry(Location location, ConfigNode value) {}
}
