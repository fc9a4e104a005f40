package org.modyn.ml.settings;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.NearestName;

/**
 * Reads one object of a configuration, key by key. Every reading method throws {@link
 * ModynException} INVALID_ARGUMENT with the path of the key, what was given and what is allowed;
 * {@link #rejectUnknown}, called last, does so for keys that nobody asked for. A JSON null counts
 * as not given.
 *
 * <p>For one thread.
 */
public final class Settings {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String path;
  private final Map<String, Object> values;
  private final List<String> known = new ArrayList<>();

  /**
   * @param path where this object stands, for messages: {@code model.config}
   * @param values as parsed from JSON or YAML
   */
  public Settings(String path, Map<String, Object> values) {
    this.path = requireNonNull(path, "path is null");
    this.values = new LinkedHashMap<>(values);
    this.values.values().removeIf(value -> value == null);
  }

  /** Parses a JSON object; an empty text is an empty object. */
  public static Settings parse(String path, String json) {
    if (json.isBlank()) {
      return new Settings(path, Map.of());
    }
    try {
      Map<String, Object> values = JSON.readValue(json, new TypeReference<>() {});
      if (values == null) {
        return new Settings(path, Map.of());
      }
      return new Settings(path, values);
    } catch (JsonProcessingException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT,
          path + " is not a JSON object: " + e.getOriginalMessage(),
          e);
    }
  }

  public String path() {
    return path;
  }

  /** All keys, in their order. */
  public Collection<String> keys() {
    return List.copyOf(values.keySet());
  }

  public boolean has(String key) {
    known.add(key);
    return values.containsKey(key);
  }

  /** Whether the value of a key is a list, for keys that take one value or several. */
  public boolean isList(String key) {
    return read(key).filter(List.class::isInstance).isPresent();
  }

  public String text(String key) {
    return optionalText(key).orElseThrow(() -> missing(key));
  }

  public Optional<String> optionalText(String key) {
    return read(key)
        .map(
            value -> {
              if (value instanceof String text) {
                return text;
              }
              throw wrong(key, value, "a text");
            });
  }

  /** One of the allowed texts. */
  public String choice(String key, Collection<String> allowed, String otherwise) {
    String chosen = optionalText(key).orElse(otherwise);
    if (!allowed.contains(chosen)) {
      throw error(key, "unknown value \"" + chosen + "\"" + NearestName.hint(chosen, allowed));
    }
    return chosen;
  }

  public int whole(String key, int minimum) {
    return toWhole(key, read(key).orElseThrow(() -> missing(key)), minimum);
  }

  public int whole(String key, int minimum, int otherwise) {
    return read(key).map(value -> toWhole(key, value, minimum)).orElse(otherwise);
  }

  /** A list of whole numbers, each at least {@code minimum}. */
  public List<Integer> wholes(String key, int minimum) {
    List<?> elements = list(key);
    List<Integer> wholes = new ArrayList<>(elements.size());
    for (int index = 0; index < elements.size(); index++) {
      wholes.add(toWhole(key + "[" + index + "]", elements.get(index), minimum));
    }
    return wholes;
  }

  /** A finite number. */
  public double number(String key, double otherwise) {
    return read(key).map(value -> toNumber(key, value)).orElse(otherwise);
  }

  /** A finite number that is at least 0. */
  public double nonNegative(String key, double otherwise) {
    double number = number(key, otherwise);
    if (number < 0) {
      throw wrong(key, number, "a number that is not negative");
    }
    return number;
  }

  /** A list of finite numbers. */
  public List<Double> numbers(String key, List<Double> otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    List<?> elements = list(key);
    List<Double> numbers = new ArrayList<>(elements.size());
    for (int index = 0; index < elements.size(); index++) {
      numbers.add(toNumber(key + "[" + index + "]", elements.get(index)));
    }
    return numbers;
  }

  public boolean flag(String key, boolean otherwise) {
    return read(key)
        .map(
            value -> {
              if (value instanceof Boolean flag) {
                return flag;
              }
              throw wrong(key, value, "true or false");
            })
        .orElse(otherwise);
  }

  /** An object inside this one. */
  public Settings section(String key) {
    return toSection(path + "." + key, read(key).orElseThrow(() -> missing(key)));
  }

  /** An object inside this one; an empty one when not given. */
  public Settings optionalSection(String key) {
    return read(key)
        .map(value -> toSection(path + "." + key, value))
        .orElseGet(() -> new Settings(path + "." + key, Map.of()));
  }

  /** A list of objects. */
  public List<Settings> sections(String key) {
    List<?> elements = list(key);
    List<Settings> sections = new ArrayList<>(elements.size());
    for (int index = 0; index < elements.size(); index++) {
      sections.add(toSection(path + "." + key + "[" + index + "]", elements.get(index)));
    }
    return sections;
  }

  /**
   * Ends the reading.
   *
   * @throws ModynException INVALID_ARGUMENT for the first key that no method was called with
   */
  public void rejectUnknown() {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw error(
            key,
            "unknown key"
                + (known.isEmpty()
                    ? "; nothing can be set here"
                    : NearestName.hint(key, known.stream().distinct().toList())));
      }
    }
  }

  /** An error about a key, to throw: {@code model.config.embedding_dim: <problem>}. */
  public ModynException error(String key, String problem) {
    return new ModynException(ErrorCategory.INVALID_ARGUMENT, path + "." + key + ": " + problem);
  }

  private Optional<Object> read(String key) {
    known.add(key);
    return Optional.ofNullable(values.get(key));
  }

  private List<?> list(String key) {
    Object value = read(key).orElseThrow(() -> missing(key));
    if (value instanceof List<?> list) {
      return list;
    }
    throw wrong(key, value, "a list");
  }

  private int toWhole(String key, Object value, int minimum) {
    boolean whole = value instanceof Integer || value instanceof Long;
    if (whole && value instanceof Number number && number.intValue() == number.longValue()) {
      int result = number.intValue();
      if (result >= minimum) {
        return result;
      }
    }
    throw wrong(key, value, "a whole number of at least " + minimum);
  }

  private double toNumber(String key, Object value) {
    if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
      return number.doubleValue();
    }
    // YAML 1.1 takes 1e-3, without a dot, for text
    if (value instanceof String text && text.matches("[+-]?\\d+[eE][+-]?\\d+")) {
      return Double.parseDouble(text);
    }
    throw wrong(key, value, "a number");
  }

  private static Settings toSection(String path, Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw ModynException.invalidArgument("%s: expected an object, but got %s", path, value);
    }
    Map<String, Object> section = new LinkedHashMap<>();
    map.forEach((key, element) -> section.put(String.valueOf(key), element));
    return new Settings(path, section);
  }

  private ModynException missing(String key) {
    return error(key, "is missing");
  }

  private ModynException wrong(String key, Object value, String expected) {
    return error(key, "expected " + expected + ", but got " + value);
  }
}
