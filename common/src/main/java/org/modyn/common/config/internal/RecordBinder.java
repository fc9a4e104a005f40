package org.modyn.common.config.internal;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.modyn.common.config.internal.ConfigNode.Entry;
import org.modyn.common.config.internal.ConfigNode.Mapping;
import org.modyn.common.config.internal.ConfigNode.Scalar;
import org.modyn.common.config.internal.ConfigNode.Sequence;
import org.modyn.common.config.internal.ConfigNode.Unreadable;
import org.modyn.common.config.schema.EnvironmentVariables;
import org.modyn.common.config.schema.FunctionText;
import org.modyn.common.config.schema.MemberOf;
import org.modyn.common.config.schema.NonEmpty;
import org.modyn.common.config.schema.OneOrMany;
import org.modyn.common.config.schema.OptionFamily;
import org.modyn.common.config.schema.Violations;
import org.modyn.common.error.NearestName;
import org.modyn.common.function.UserFunctions;

/**
 * Creates records from a tree. It does not stop at the first problem but collects all of them: a
 * value that cannot be created is {@link Broken}, and so is every record that contains it.
 *
 * <p>The rules of a record are checked after its fields; a rule is skipped when one of its fields
 * is invalid. A missing field counts as invalid when an unknown key has a similar name, because
 * that key is probably a misspelling of it.
 */
public final class RecordBinder {
  /** Items of lists and values of maps have no annotations. */
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
   * @param problems receives all problems; if there are any, the result must not be used
   */
  public static <T> Optional<T> bind(String text, Class<T> type, Problems problems) {
    ConfigNode root = YamlReader.read(text, problems);
    if (root instanceof Scalar(Location location, String _, Object value) && value == null) {
      root = new Mapping(location, Map.of());
    }
    if (type.isAnnotationPresent(EnvironmentVariables.class)) {
      root = new EnvironmentReader(System::getenv, problems).replace(root, "");
    }
    Object record =
        new RecordBinder(problems).bindValue(new Place(root, Location.START, ""), type, type);
    return record instanceof Broken ? Optional.empty() : Optional.of(type.cast(record));
  }

  private Object bindValue(Place place, Type type, AnnotatedElement constraints) {
    if (place.node() instanceof Unreadable) {
      return Broken.VALUE;
    }
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
    return value instanceof Broken ? value : Optional.of(value);
  }

  private Object bindList(Place place, Type itemType, AnnotatedElement constraints) {
    if (place.node() instanceof Scalar && constraints.isAnnotationPresent(OneOrMany.class)) {
      Object item = bindValue(place, itemType, NO_CONSTRAINTS);
      return item instanceof Broken ? item : List.of(item);
    }
    if (!(place.node() instanceof Sequence sequence)) {
      return place.mustBe("a list", problems);
    }
    if (sequence.items().isEmpty() && constraints.isAnnotationPresent(NonEmpty.class)) {
      problems.add(sequence.location(), place.path(), "must not be empty");
      return Broken.VALUE;
    }
    AnnotatedElement itemConstraints =
        constraints.isAnnotationPresent(FunctionText.class) ? constraints : NO_CONSTRAINTS;
    List<Object> items = new ArrayList<>();
    for (ConfigNode item : sequence.items()) {
      String path = place.path() + "[" + items.size() + "]";
      items.add(bindValue(new Place(item, item.location(), path), itemType, itemConstraints));
    }
    return hasBroken(items) ? new Broken.Items(items) : Collections.unmodifiableList(items);
  }

  private Object bindMap(Place place, Type valueType, AnnotatedElement constraints) {
    if (!(place.node() instanceof Mapping mapping)) {
      return place.mustBe("a section", problems);
    }
    if (mapping.entries().isEmpty() && constraints.isAnnotationPresent(NonEmpty.class)) {
      problems.add(mapping.location(), place.path(), "must not be empty");
      return Broken.VALUE;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach(
            (key, entry) ->
                values.put(key, bindValue(place.child(key, entry), valueType, NO_CONSTRAINTS)));
    return hasBroken(values.values())
        ? new Broken.Entries(values)
        : Collections.unmodifiableMap(values);
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
      return Broken.VALUE;
    }
    if (entry.value() instanceof Unreadable) {
      return Broken.VALUE;
    }
    if (!(entry.value() instanceof Scalar scalar) || !records.containsKey(scalar.text())) {
      String given = entry.value() instanceof Scalar scalar ? scalar.text() : "";
      problems.add(
          entry.value().location(),
          place.childPath(key),
          "%s is unknown%s"
              .formatted(entry.value().describe(), NearestName.hint(given, records.keySet())));
      return Broken.VALUE;
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
    Set<String> misspelt = reportUnknown(place, mapping, RecordSchema.of(type), discriminator);
    return bindFields(place, mapping, type, misspelt);
  }

  private Object bindFields(Place place, Mapping mapping, Class<?> type, Set<String> misspelt) {
    RecordSchema schema = RecordSchema.of(type);
    List<Object> components = new ArrayList<>();
    for (RecordSchema.Field field : schema.fields()) {
      if (field.isInline()) {
        components.add(bindFields(place, mapping, field.component().getType(), misspelt));
      } else if (misspelt.contains(field.name()) && !mapping.entries().containsKey(field.name())) {
        components.add(Broken.VALUE);
      } else {
        components.add(bindField(place, mapping, field));
        field.memberOf().forEach(member -> checkMember(place, mapping, field.name(), member));
      }
    }
    return make(place, schema, components);
  }

  /**
   * Returns the record; a broken value if a component is broken or a rule is violated. A
   * constructor that fails although all rules are satisfied is a bug in the record.
   */
  private Object make(Place place, RecordSchema schema, List<Object> components) {
    Broken.Section section = new Broken.Section(schema.type(), components);
    List<Violations.Violation> violations =
        RecordRules.violations(section, place.path(), problems::hasBelow);
    for (Violations.Violation violation : violations) {
      problems.add(
          place.locationOf(violation.field()),
          place.childPath(violation.field()),
          violation.message());
    }
    return violations.isEmpty() && !hasBroken(components) ? schema.construct(components) : section;
  }

  private static boolean hasBroken(Collection<Object> values) {
    return values.stream().anyMatch(Broken.class::isInstance);
  }

  /** Reports the problems of the name of a member of a family, and of its options. */
  private void checkMember(Place place, Mapping mapping, String field, MemberOf member) {
    Optional<OptionFamily> family = OptionFamilies.find(member);
    if (family.isEmpty()
        || !MemberOptions.isOf(member, mapping)
        || !(mapping.entries().get(field) instanceof Entry entry)
        || !(entry.value() instanceof Scalar(Location location, String _, Object value))
        || !(value instanceof String name)
        || name.isEmpty()
        || UserFunctions.isPluginClass(name)) {
      return;
    }
    Class<?> options = family.get().options().get(name);
    if (options == null) {
      problems.add(
          location,
          place.childPath(field),
          "unknown %s \"%s\"%s"
              .formatted(
                  member.value(), name, NearestName.hint(name, family.get().options().keySet())));
      return;
    }
    MemberOptions.find(place, member)
        .forEach(optionsPlace -> bindRecord(optionsPlace, options, null));
  }

  private Object bindTuple(Place place, Class<?> type) {
    RecordSchema schema = RecordSchema.of(type);
    if (!(place.node() instanceof Sequence(Location _, List<ConfigNode> items))
        || items.size() != schema.fields().size()) {
      List<String> names = schema.fields().stream().map(RecordSchema.Field::name).toList();
      return place.mustBe("a list of " + String.join(" and ", names), problems);
    }
    List<Object> components = new ArrayList<>();
    for (RecordSchema.Field field : schema.fields()) {
      int index = components.size();
      ConfigNode item = items.get(index);
      components.add(
          bindValue(
              new Place(item, item.location(), place.path() + "[" + index + "]"),
              field.type(),
              field.component()));
    }
    return make(place, schema, components);
  }

  private Object bindField(Place place, Mapping mapping, RecordSchema.Field field) {
    Entry entry = mapping.entries().get(field.name());
    if (entry != null) {
      Place child = place.child(field.name(), entry);
      Object value = bindValue(child, field.type(), field.component());
      if (field.constantText().isPresent()
          && !(value instanceof Broken)
          && !value.equals(bindDefault(field.constantText().get(), field))) {
        return child.mustBe(field.constantText().get(), problems);
      }
      return value;
    }
    if (field.isRequired()) {
      problems.add(place.keyLocation(), place.childPath(field.name()), "is required");
      return Broken.VALUE;
    }
    return field.defaultText().map(text -> bindDefault(text, field)).orElseGet(Optional::empty);
  }

  /** A default that is not valid for its field is a bug in the record. */
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

  /** Returns the fields whose names are similar to unknown keys. */
  private Set<String> reportUnknown(
      Place place, Mapping mapping, RecordSchema schema, String discriminator) {
    List<String> known = new ArrayList<>();
    if (discriminator != null) {
      known.add(discriminator);
    }
    schema.allFields().forEach(field -> known.add(field.name()));
    Set<String> misspelt = new HashSet<>();
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              if (!known.contains(key)) {
                problems.add(
                    entry.location(),
                    place.childPath(key),
                    "unknown field" + NearestName.hint(key, known));
                NearestName.find(key, known).ifPresent(misspelt::add);
              }
            });
    return misspelt;
  }
}
