package org.modyn.common.config.internal;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.MemberOf;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.OptionFamily;

/**
 * Generates example values of the types that records are read into, as maps, lists and scalars with
 * the keys of a file. An example has the required fields and those with an {@link Example}.
 */
final class ExampleValues {
  /** The key of the only entry in the example of a section with arbitrary keys. */
  static final String KEY = "example";

  private ExampleValues() {}

  /**
   * Returns an example of a section.
   *
   * @throws IllegalStateException when no value can be derived for a field, which is a bug in the
   *     record
   */
  static Map<String, Object> section(Class<?> record) {
    Map<String, Object> values = fields(record, Map.of());
    for (RecordSchema.Field field : RecordSchema.of(record).allFields()) {
      memberNamedBy(field, values).ifPresent(family -> putMember(values, field, family));
    }
    return values;
  }

  /**
   * Returns an example of a section that names a member of a family.
   *
   * @param record the section
   * @param named the field with the member's name
   */
  static Map<String, Object> sectionWithMember(
      Class<?> record, RecordSchema.Field named, MemberOf family, String member) {
    Map<String, Object> chosen =
        family.when().isEmpty()
            ? Map.of(named.name(), member)
            : Map.of(named.name(), member, family.when(), family.is());
    Map<String, Object> values = fields(record, chosen);
    putMember(values, named, family);
    return values;
  }

  /**
   * @param chosen the values of some fields
   */
  private static Map<String, Object> fields(Class<?> record, Map<String, Object> chosen) {
    Map<String, Object> values = new LinkedHashMap<>();
    RecordSchema schema = RecordSchema.of(record);
    schema.discriminator().ifPresent(key -> values.put(key, RecordSchema.nameOf(record)));
    addFields(schema, chosen, values);
    return values;
  }

  private static void addFields(
      RecordSchema schema, Map<String, Object> chosen, Map<String, Object> values) {
    for (RecordSchema.Field field : schema.fields()) {
      Optional<Object> given =
          Optional.ofNullable(chosen.get(field.name())).or(() -> given(field.component()));
      if (field.isInline()) {
        addFields(RecordSchema.of(field.component().getType()), chosen, values);
        given.ifPresent(section -> putAll(values, section));
      } else if (given.isPresent()) {
        values.put(field.name(), given.get());
      } else if (field.isRequired()) {
        values.put(
            field.name(), field.isOptional() ? null : value(field.type(), field.component()));
      }
    }
  }

  private static void putAll(Map<String, Object> values, Object section) {
    ((Map<?, ?>) section).forEach((key, value) -> values.put((String) key, value));
  }

  private static Optional<Object> given(AnnotatedElement component) {
    return Optional.ofNullable(component.getAnnotation(Example.class))
        .map(example -> parse(example.value()));
  }

  private static Object parse(String text) {
    Problems mistakes = new Problems("example");
    ConfigNode node = YamlReader.read(text, mistakes);
    mistakes.throwIfAny();
    return mutableCopy(node.toPlain());
  }

  private static Object mutableCopy(Object plain) {
    return switch (plain) {
      case List<?> items -> {
        List<Object> copy = new ArrayList<>();
        items.forEach(item -> copy.add(mutableCopy(item)));
        yield copy;
      }
      case Map<?, ?> entries -> {
        Map<String, Object> copy = new LinkedHashMap<>();
        entries.forEach((key, entry) -> copy.put((String) key, mutableCopy(entry)));
        yield copy;
      }
      case null, default -> plain;
    };
  }

  private static Object value(Type type, AnnotatedElement constraints) {
    if (type instanceof ParameterizedType parameterized) {
      Type[] arguments = parameterized.getActualTypeArguments();
      if (parameterized.getRawType() == List.class) {
        return List.of(value(arguments[0], constraints));
      }
      return arguments[1] == Object.class
          ? new LinkedHashMap<>()
          : Map.of(KEY, value(arguments[1], constraints));
    }
    return value((Class<?>) type, constraints);
  }

  private static Object value(Class<?> type, AnnotatedElement constraints) {
    if (type.isEnum()) {
      return RecordSchema.namesOf(type).getFirst();
    }
    if (type.isSealed()) {
      return section(RecordSchema.recordsOf(type).values().iterator().next());
    }
    if (type.isRecord() && !ScalarBinder.isScalar(type)) {
      Map<String, Object> values = section(type);
      return RecordSchema.of(type).isTuple() ? new ArrayList<>(values.values()) : values;
    }
    if (type == boolean.class || type == Boolean.class) {
      return false;
    }
    if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
      Minimum minimum = constraints.getAnnotation(Minimum.class);
      return minimum == null ? 1 : (Object) (long) Math.ceil(minimum.value());
    }
    throw new IllegalStateException(constraints + " needs an @Example");
  }

  private static Optional<MemberOf> memberNamedBy(
      RecordSchema.Field field, Map<String, Object> values) {
    return field.memberOf().stream()
        .filter(family -> family.when().isEmpty() || family.is().equals(values.get(family.when())))
        .filter(family -> values.containsKey(field.name()))
        .findFirst();
  }

  /** Adds the options of the member that a section names; none when all are optional. */
  private static void putMember(
      Map<String, Object> values, RecordSchema.Field named, MemberOf family) {
    Optional<OptionFamily> found = OptionFamilies.find(family);
    if (found.isEmpty()) {
      return;
    }
    Map<String, Object> options =
        section(found.get().options().get((String) values.get(named.name())));
    putBelow(values, MemberOptions.steps(family), options);
  }

  /** Puts options at a path; empty ones only where there is a value that they replace. */
  @SuppressWarnings("unchecked")
  private static void putBelow(Object value, List<String> steps, Map<String, Object> options) {
    String step = steps.getFirst();
    List<String> rest = steps.subList(1, steps.size());
    if (step.equals(MemberOptions.EACH)) {
      ((List<Object>) value).forEach(item -> putBelow(item, rest, options));
      return;
    }
    Map<String, Object> section = (Map<String, Object>) value;
    if (!rest.isEmpty()) {
      putBelow(section.get(step), rest, options);
    } else if (!options.isEmpty() || section.containsKey(step)) {
      section.put(step, options);
    }
  }
}
