package org.modyn.common.config.internal;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.internal.ConfigNode.Entry;
import org.modyn.common.config.internal.ConfigNode.Mapping;
import org.modyn.common.config.internal.ConfigNode.Scalar;
import org.modyn.common.config.internal.ConfigNode.Sequence;
import org.modyn.common.config.schema.EnvironmentVariables;
import org.modyn.common.config.schema.FunctionText;
import org.modyn.common.config.schema.InvalidFieldException;
import org.modyn.common.config.schema.NonEmpty;
import org.modyn.common.error.NearestName;

/**
 * Makes records of a tree. It does not stop at a problem but collects all of them: a value that
 * cannot be made is {@link #INVALID}, and so is every record that needs it.
 */
public final class RecordBinder {
  /** Stands for a value whose problem has been reported. */
  static final Object INVALID = new Object();

  /** Items of a list and values of a map have no annotations of their own. */
  static final AnnotatedElement NO_CONSTRAINTS = Object.class;

  private final Problems problems;
  private final ScalarBinder scalars;

  private RecordBinder(Problems problems) {
    this.problems = problems;
    this.scalars = new ScalarBinder(problems);
  }

  /**
   * Reads a text into a record.
   *
   * @param text YAML or JSON
   * @param problems gets everything that is wrong; the result means nothing then
   */
  public static <T> Optional<T> bind(String text, Class<T> type, Problems problems) {
    ConfigNode root = YamlReader.read(text, problems);
    if (!problems.isEmpty()) {
      return Optional.empty();
    }
    if (root instanceof Scalar(Location location, String _, Object value) && value == null) {
      root = new Mapping(location, Map.of());
    }
    if (type.isAnnotationPresent(EnvironmentVariables.class)) {
      root = new EnvironmentReader(System::getenv, problems).replace(root, "");
      if (!problems.isEmpty()) {
        return Optional.empty();
      }
    }
    Object record =
        new RecordBinder(problems).bindValue(new Place(root, Location.START, ""), type, type);
    return INVALID.equals(record) ? Optional.empty() : Optional.of(type.cast(record));
  }

  private Object bindValue(Place place, Type type, AnnotatedElement constraints) {
    if (type instanceof ParameterizedType parameterized) {
      return bindParameterized(place, parameterized, constraints);
    }
    Class<?> target = (Class<?>) type;
    if (target == Object.class) {
      return place.node().toPlain();
    }
    if (target.isRecord() && !ScalarBinder.isScalar(target)) {
      return RecordSchema.of(target).isTuple()
          ? bindTuple(place, target)
          : bindRecord(place, target, null);
    }
    if (target.isSealed() && target.isInterface()) {
      return bindSealed(place, target);
    }
    return scalars.bind(place, target, constraints);
  }

  private Object bindParameterized(
      Place place, ParameterizedType type, AnnotatedElement constraints) {
    Type[] arguments = type.getActualTypeArguments();
    if (type.getRawType() == Optional.class) {
      return bindOptional(place, arguments[0], constraints);
    }
    if (type.getRawType() == List.class) {
      return bindList(place, arguments[0], constraints);
    }
    if (type.getRawType() == Map.class && arguments[0] == String.class) {
      return bindMap(place, arguments[1], constraints);
    }
    throw new IllegalStateException("records are not read into " + type);
  }

  private Object bindOptional(Place place, Type type, AnnotatedElement constraints) {
    if (place.node() instanceof Scalar scalar && scalar.value() == null) {
      return Optional.empty();
    }
    Object value = bindValue(place, type, constraints);
    return INVALID.equals(value) ? INVALID : Optional.of(value);
  }

  private Object bindList(Place place, Type itemType, AnnotatedElement constraints) {
    if (!(place.node() instanceof Sequence sequence)) {
      return place.mustBe("a list", problems);
    }
    if (sequence.items().isEmpty() && constraints.isAnnotationPresent(NonEmpty.class)) {
      problems.add(sequence.location(), place.path(), "must not be empty");
      return INVALID;
    }
    AnnotatedElement itemConstraints =
        constraints.isAnnotationPresent(FunctionText.class) ? constraints : NO_CONSTRAINTS;
    List<Object> items = new ArrayList<>();
    for (ConfigNode item : sequence.items()) {
      String path = place.path() + "[" + items.size() + "]";
      items.add(bindValue(new Place(item, item.location(), path), itemType, itemConstraints));
    }
    return items.contains(INVALID) ? INVALID : Collections.unmodifiableList(items);
  }

  private Object bindMap(Place place, Type valueType, AnnotatedElement constraints) {
    if (!(place.node() instanceof Mapping mapping)) {
      return place.mustBe("a section", problems);
    }
    if (mapping.entries().isEmpty() && constraints.isAnnotationPresent(NonEmpty.class)) {
      problems.add(mapping.location(), place.path(), "must not be empty");
      return INVALID;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach(
            (key, entry) ->
                values.put(key, bindValue(place.child(key, entry), valueType, NO_CONSTRAINTS)));
    return values.containsValue(INVALID) ? INVALID : Collections.unmodifiableMap(values);
  }

  private Object bindSealed(Place place, Class<?> sealed) {
    if (!(place.node() instanceof Mapping mapping)) {
      return place.mustBe("a section", problems);
    }
    for (Map.Entry<String, Class<?>> told : RecordSchema.recordsToldByField(sealed).entrySet()) {
      if (mapping.entries().containsKey(told.getKey())) {
        return bindRecord(place, told.getValue(), null);
      }
    }
    String key =
        RecordSchema.discriminatorOf(sealed)
            .orElseThrow(() -> new IllegalStateException(sealed + " has no @Discriminator"));
    Map<String, Class<?>> records = RecordSchema.recordsOf(sealed);
    Entry entry = mapping.entries().get(key);
    if (entry == null) {
      problems.add(
          place.keyLocation(),
          place.childPath(key),
          "is required; allowed: " + String.join(", ", records.keySet()));
      return INVALID;
    }
    if (!(entry.value() instanceof Scalar scalar) || !records.containsKey(scalar.text())) {
      String given = entry.value() instanceof Scalar scalar ? scalar.text() : "";
      problems.add(
          entry.value().location(),
          place.childPath(key),
          "%s is unknown%s"
              .formatted(entry.value().describe(), NearestName.hint(given, records.keySet())));
      return INVALID;
    }
    return bindRecord(place, records.get(scalar.text()), key);
  }

  /**
   * @param discriminator a key of the section that has been read; null when there is none
   */
  private Object bindRecord(Place place, Class<?> type, String discriminator) {
    if (!(place.node() instanceof Mapping mapping)) {
      return place.mustBe("a section", problems);
    }
    int earlierProblems = problems.count();
    reportUnknown(place, mapping, RecordSchema.of(type), discriminator);
    return bindFields(place, mapping, type, earlierProblems);
  }

  private Object bindFields(Place place, Mapping mapping, Class<?> type, int earlierProblems) {
    RecordSchema schema = RecordSchema.of(type);
    Object[] arguments = new Object[schema.fields().size()];
    for (int index = 0; index < arguments.length; index++) {
      RecordSchema.Field field = schema.fields().get(index);
      arguments[index] =
          field.isInline()
              ? bindFields(place, mapping, field.component().getType(), earlierProblems)
              : bindField(place, mapping, field);
    }
    return problems.count() > earlierProblems ? INVALID : construct(place, schema, arguments);
  }

  private Object construct(Place place, RecordSchema schema, Object[] arguments) {
    try {
      return schema.constructor().newInstance(arguments);
    } catch (InvocationTargetException e) {
      return reportRule(place, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot call " + schema.constructor(), e);
    }
  }

  private Object bindTuple(Place place, Class<?> type) {
    RecordSchema schema = RecordSchema.of(type);
    if (!(place.node() instanceof Sequence(Location _, List<ConfigNode> items))
        || items.size() != schema.fields().size()) {
      List<String> names = schema.fields().stream().map(RecordSchema.Field::name).toList();
      return place.mustBe("a list of " + String.join(" and ", names), problems);
    }
    Object[] arguments = new Object[items.size()];
    for (int index = 0; index < arguments.length; index++) {
      ConfigNode item = items.get(index);
      RecordSchema.Field field = schema.fields().get(index);
      arguments[index] =
          bindValue(
              new Place(item, item.location(), place.path() + "[" + index + "]"),
              field.type(),
              field.component());
    }
    return Arrays.asList(arguments).contains(INVALID)
        ? INVALID
        : construct(place, schema, arguments);
  }

  private Object bindField(Place place, Mapping mapping, RecordSchema.Field field) {
    Entry entry = mapping.entries().get(field.name());
    if (entry != null) {
      Place child = place.child(field.name(), entry);
      Object value = bindValue(child, field.type(), field.component());
      if (field.constantText().isPresent()
          && !value.equals(INVALID)
          && !value.equals(bindDefault(field.constantText().get(), field))) {
        return child.mustBe(field.constantText().get(), problems);
      }
      return value;
    }
    if (field.isRequired()) {
      problems.add(place.keyLocation(), place.childPath(field.name()), "is required");
      return INVALID;
    }
    return field.defaultText().map(text -> bindDefault(text, field)).orElseGet(Optional::empty);
  }

  /** A default that does not fit its own field is a mistake of the record's author. */
  private static Object bindDefault(String text, RecordSchema.Field field) {
    Problems mistakes = new Problems("default of " + field.component());
    ConfigNode node = YamlReader.read(text, mistakes);
    Object value =
        new RecordBinder(mistakes)
            .bindValue(
                new Place(node, Location.START, field.name()), field.type(), field.component());
    mistakes.throwIfAny();
    return value;
  }

  private void reportUnknown(
      Place place, Mapping mapping, RecordSchema schema, String discriminator) {
    List<String> known = new ArrayList<>();
    if (discriminator != null) {
      known.add(discriminator);
    }
    schema.allFields().forEach(field -> known.add(field.name()));
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              if (!known.contains(key)) {
                problems.add(
                    entry.location(),
                    place.childPath(key),
                    "unknown field" + NearestName.hint(key, known));
              }
            });
  }

  private Object reportRule(Place place, Throwable cause) {
    switch (cause) {
      case InvalidFieldException rule ->
          problems.add(
              locationOf(place, rule.field()), place.childPath(rule.field()), rule.getMessage());
      case IllegalArgumentException rule ->
          problems.add(place.keyLocation(), place.path(), rule.getMessage());
      case RuntimeException bug -> throw bug;
      default -> throw new IllegalStateException("a record's constructor failed", cause);
    }
    return INVALID;
  }

  /** Where a field stands, or the nearest section around it that stands in the file. */
  private static Location locationOf(Place place, String path) {
    Location location = place.keyLocation();
    ConfigNode node = place.node();
    Iterator<String> steps = List.of(path.split("\\.|(?=\\[)")).iterator();
    while (steps.hasNext()) {
      String step = steps.next();
      switch (node) {
        case Mapping mapping when mapping.entries().containsKey(step) -> {
          Entry entry = mapping.entries().get(step);
          node = entry.value();
          location = steps.hasNext() ? entry.location() : node.location();
        }
        case Sequence(Location _, List<ConfigNode> items) when step.startsWith("[") -> {
          node = items.get(Integer.parseInt(step.substring(1, step.length() - 1)));
          location = node.location();
        }
        default -> {
          return location;
        }
      }
    }
    return location;
  }
}
