package org.modyn.common.config.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds values by their paths in sections that may have invalid parts. */
final class ValueFinder {
  /** The result when a section on the path is omitted or has no such field. */
  static final Object ABSENT = new Object();

  private static final String EACH = "[]";

  private final Predicate<String> hasProblem;

  /**
   * @param hasProblem whether a problem has been reported at a path or below it
   */
  ValueFinder(Predicate<String> hasProblem) {
    this.hasProblem = hasProblem;
  }

  /**
   * Returns a value, {@link #ABSENT}, or an {@link Invalid} one when a problem has been reported.
   *
   * @param at the path of the section, relative to the root
   * @param path the path of the value, relative to the section; see {@link
   *     org.modyn.common.config.schema.At}
   */
  Object find(Invalid.Section section, String at, String path) {
    return find(section, at, List.of(path.split("\\.|(?=\\[)")));
  }

  private Object find(Object value, String at, List<String> steps) {
    if (steps.isEmpty()) {
      return hasProblem.test(at) ? Invalid.VALUE : value;
    }
    return switch (value) {
      case Optional<?> optional when optional.isEmpty() -> ABSENT;
      case Optional<?> optional -> find(optional.get(), at, steps);
      case Record record when !(record instanceof Invalid) ->
          findField(record.getClass(), componentsOf(record), at, steps);
      case Invalid.Section(Class<?> type, List<Object> components) ->
          findField(type, components, at, steps);
      case List<?> items -> findInItems(items, at, steps);
      case Invalid.Items(List<Object> items) -> findInItems(items, at, steps);
      case Map<?, ?> values -> findInValues(values, at, steps);
      case Invalid.Entries(Map<String, Object> values) -> findInValues(values, at, steps);
      case Invalid.Value nothing -> nothing;
      default -> throw new IllegalStateException(at + " has no " + steps.getFirst());
    };
  }

  private static List<Object> componentsOf(Record record) {
    return RecordSchema.of(record.getClass()).fields().stream()
        .map(field -> field.valueIn(record))
        .toList();
  }

  private Object findField(Class<?> type, List<Object> components, String at, List<String> steps) {
    RecordSchema schema = RecordSchema.of(type);
    String name = steps.getFirst();
    for (int index = 0; index < components.size(); index++) {
      RecordSchema.Field field = schema.fields().get(index);
      if (field.isInline()) {
        Object found = find(components.get(index), at, steps);
        if (!ABSENT.equals(found)) {
          return found;
        }
      } else if (field.name().equals(name)) {
        String path = at.isEmpty() ? name : at + "." + name;
        return find(components.get(index), path, steps.subList(1, steps.size()));
      }
    }
    return schema.discriminator().filter(name::equals).isPresent()
        ? RecordSchema.nameOf(type)
        : ABSENT;
  }

  private Object findInItems(List<?> items, String at, List<String> steps) {
    List<Object> found = new ArrayList<>(items.size());
    for (int index = 0; index < items.size(); index++) {
      found.add(findInEach(items.get(index), at + "[" + index + "]", steps));
    }
    return firstInvalid(found).orElse(found.stream().filter(item -> !ABSENT.equals(item)).toList());
  }

  private Object findInValues(Map<?, ?> values, String at, List<String> steps) {
    Map<Object, Object> found = new LinkedHashMap<>();
    values.forEach((key, value) -> found.put(key, findInEach(value, at + "." + key, steps)));
    found.values().removeIf(ABSENT::equals);
    return firstInvalid(found.values()).orElse(found);
  }

  private Object findInEach(Object item, String at, List<String> steps) {
    if (!steps.getFirst().equals(EACH)) {
      throw new IllegalStateException(at + ": the path of a rule needs a [] before " + steps);
    }
    return find(item, at, steps.subList(1, steps.size()));
  }

  private static Optional<Object> firstInvalid(Collection<Object> found) {
    return found.stream().filter(Invalid.class::isInstance).findFirst();
  }
}
