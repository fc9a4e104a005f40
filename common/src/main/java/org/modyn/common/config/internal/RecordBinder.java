package org.modyn.common.config.internal;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
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
import org.modyn.common.error.Echo;
import org.modyn.common.error.NearestName;
import org.modyn.common.function.UserFunctions;

/**
 * Creates records from a tree. It does not stop at the first problem but collects all of them: a
 * value that cannot be created is {@link Invalid}, and so is every record that contains it.
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
      root = new EnvironmentReader(System::getenv, problems).replace(root, FieldPath.ROOT);
    }
    Object record =
        new RecordBinder(problems)
            .bindValue(new LocatedNode(root, Location.START, FieldPath.ROOT), type, type);
    return record instanceof Invalid ? Optional.empty() : Optional.of(type.cast(record));
  }

  private Object bindValue(LocatedNode source, Type type, AnnotatedElement constraints) {
    if (source.node() instanceof Unreadable) {
      return Invalid.VALUE;
    }
    if (type instanceof ParameterizedType parameterized) {
      return bindParameterized(source, parameterized, constraints);
    }
    Class<?> target = (Class<?>) type;
    if (target == Object.class) {
      return source.node().toPlain();
    }
    if (target.isRecord() && !ScalarBinder.isScalar(target)) {
      return RecordSchema.of(target).isTuple()
          ? bindTuple(source, target)
          : bindRecord(source, target, null);
    }
    if (target.isSealed() && target.isInterface()) {
      return bindSealed(source, target);
    }
    return scalars.bind(source, target, constraints);
  }

  private Object bindParameterized(
      LocatedNode source, ParameterizedType type, AnnotatedElement constraints) {
    Type[] arguments = type.getActualTypeArguments();
    if (type.getRawType() == Optional.class) {
      return bindOptional(source, arguments[0], constraints);
    }
    if (type.getRawType() == List.class) {
      return bindList(source, arguments[0], constraints);
    }
    if (type.getRawType() == Map.class && arguments[0] == String.class) {
      return bindMap(source, arguments[1], constraints);
    }
    throw new IllegalStateException("records are not read into " + type);
  }

  private Object bindOptional(LocatedNode source, Type type, AnnotatedElement constraints) {
    if (source.node() instanceof Scalar scalar && scalar.value() == null) {
      return Optional.empty();
    }
    Object value = bindValue(source, type, constraints);
    return value instanceof Invalid ? value : Optional.of(value);
  }

  private Object bindList(LocatedNode source, Type itemType, AnnotatedElement constraints) {
    if (source.node() instanceof Scalar && constraints.isAnnotationPresent(OneOrMany.class)) {
      Object item = bindValue(source, itemType, NO_CONSTRAINTS);
      return item instanceof Invalid ? item : List.of(item);
    }
    if (!(source.node() instanceof Sequence sequence)) {
      return source.mustBe("a list", problems);
    }
    if (sequence.items().isEmpty() && constraints.isAnnotationPresent(NonEmpty.class)) {
      problems.add(sequence.location(), source.path(), "must not be empty");
      return Invalid.VALUE;
    }
    AnnotatedElement itemConstraints =
        constraints.isAnnotationPresent(FunctionText.class) ? constraints : NO_CONSTRAINTS;
    List<Object> items = new ArrayList<>();
    for (ConfigNode item : sequence.items()) {
      items.add(bindValue(source.item(items.size(), item), itemType, itemConstraints));
    }
    return hasInvalid(items) ? new Invalid.Items(items) : Collections.unmodifiableList(items);
  }

  private Object bindMap(LocatedNode source, Type valueType, AnnotatedElement constraints) {
    if (!(source.node() instanceof Mapping mapping)) {
      return source.mustBe("a section", problems);
    }
    if (mapping.entries().isEmpty() && constraints.isAnnotationPresent(NonEmpty.class)) {
      problems.add(mapping.location(), source.path(), "must not be empty");
      return Invalid.VALUE;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach(
            (key, entry) ->
                values.put(key, bindValue(source.child(key, entry), valueType, NO_CONSTRAINTS)));
    return hasInvalid(values.values())
        ? new Invalid.Entries(values)
        : Collections.unmodifiableMap(values);
  }

  private Object bindSealed(LocatedNode source, Class<?> sealed) {
    if (!(source.node() instanceof Mapping mapping)) {
      return source.mustBe("a section", problems);
    }
    for (Map.Entry<String, Class<?>> found :
        RecordSchema.recordsIdentifiedByField(sealed).entrySet()) {
      if (mapping.entries().containsKey(found.getKey())) {
        return bindRecord(source, found.getValue(), null);
      }
    }
    String key =
        RecordSchema.discriminatorOf(sealed)
            .orElseThrow(() -> new IllegalStateException(sealed + " has no @Discriminator"));
    Map<String, Class<?>> records = RecordSchema.recordsOf(sealed);
    Entry entry = mapping.entries().get(key);
    if (entry == null) {
      problems.add(
          source.keyLocation(),
          source.path().key(key),
          "is required; allowed: " + String.join(", ", RecordSchema.namesOfRecords(sealed)));
      return Invalid.VALUE;
    }
    if (entry.value() instanceof Unreadable) {
      return Invalid.VALUE;
    }
    String name = entry.value() instanceof Scalar scalar ? scalar.text() : "";
    if (records.containsKey(name)) {
      return bindRecord(source, records.get(name), key);
    }
    for (Map.Entry<String, Class<?>> found :
        RecordSchema.recordsIdentifiedByPrefix(sealed).entrySet()) {
      if (name.startsWith(found.getKey())) {
        return bindRecord(source, found.getValue(), null);
      }
    }
    problems.add(
        entry.value().location(),
        source.path().key(key),
        entry.value().describe()
            + " is unknown"
            + NearestName.hint(name, RecordSchema.namesOfRecords(sealed)));
    return Invalid.VALUE;
  }

  /**
   * @param discriminator a key of the section that has been read; null when there is none
   */
  private Object bindRecord(LocatedNode source, Class<?> type, String discriminator) {
    if (!(source.node() instanceof Mapping mapping)) {
      return source.mustBe("a section", problems);
    }
    Set<String> misspelt = reportUnknown(source, mapping, RecordSchema.of(type), discriminator);
    return bindFields(source, mapping, type, misspelt);
  }

  private Object bindFields(
      LocatedNode source, Mapping mapping, Class<?> type, Set<String> misspelt) {
    RecordSchema schema = RecordSchema.of(type);
    List<Object> components = new ArrayList<>();
    for (RecordSchema.Field field : schema.fields()) {
      if (field.isInline()) {
        components.add(bindFields(source, mapping, field.component().getType(), misspelt));
      } else if (misspelt.contains(field.name()) && !mapping.entries().containsKey(field.name())) {
        components.add(Invalid.VALUE);
      } else {
        components.add(bindField(source, mapping, field));
        field.memberOf().forEach(member -> checkMember(source, mapping, field.name(), member));
      }
    }
    return make(source, schema, components);
  }

  /**
   * Returns the record; an invalid value if a component is invalid or a rule is violated. A
   * constructor that fails although all rules are satisfied is a bug in the record.
   */
  private Object make(LocatedNode source, RecordSchema schema, List<Object> components) {
    Invalid.Section section = new Invalid.Section(schema.type(), components);
    List<Violations.Violation> violations =
        RecordRules.violations(section, source.path().toString(), problems::hasBelow);
    for (Violations.Violation violation : violations) {
      problems.add(
          source.locationOf(violation.field()),
          source.path().key(violation.field()),
          violation.message());
    }
    return violations.isEmpty() && !hasInvalid(components) ? schema.construct(components) : section;
  }

  private static boolean hasInvalid(Collection<Object> values) {
    return values.stream().anyMatch(Invalid.class::isInstance);
  }

  /** Reports the problems of the name of a member of a family, and of its options. */
  private void checkMember(LocatedNode source, Mapping mapping, String field, MemberOf member) {
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
          source.path().key(field),
          String.format(
              Locale.ROOT,
              "unknown %s \"%s\"%s",
              member.value(),
              Echo.limit(name),
              NearestName.hint(name, family.get().options().keySet())));
      return;
    }
    MemberOptions.find(source, member)
        .forEach(optionsSource -> bindRecord(optionsSource, options, null));
  }

  private Object bindTuple(LocatedNode source, Class<?> type) {
    RecordSchema schema = RecordSchema.of(type);
    if (!(source.node() instanceof Sequence(Location _, List<ConfigNode> items))
        || items.size() != schema.fields().size()) {
      List<String> names = schema.fields().stream().map(RecordSchema.Field::name).toList();
      return source.mustBe("a list of " + String.join(" and ", names), problems);
    }
    List<Object> components = new ArrayList<>();
    for (RecordSchema.Field field : schema.fields()) {
      int index = components.size();
      ConfigNode item = items.get(index);
      components.add(bindValue(source.item(index, item), field.type(), field.component()));
    }
    return make(source, schema, components);
  }

  private Object bindField(LocatedNode source, Mapping mapping, RecordSchema.Field field) {
    Entry entry = mapping.entries().get(field.name());
    if (entry != null) {
      LocatedNode child = source.child(field.name(), entry);
      Object value = bindValue(child, field.type(), field.component());
      if (field.constantText().isPresent()
          && !(value instanceof Invalid)
          && !value.equals(bindDefault(field.constantText().get(), field))) {
        return child.mustBe(field.constantText().get(), problems);
      }
      return value;
    }
    if (field.isRequired()) {
      problems.add(source.keyLocation(), source.path().key(field.name()), "is required");
      return Invalid.VALUE;
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
                new LocatedNode(node, Location.START, FieldPath.ROOT.key(field.name())),
                field.type(),
                field.component());
    mistakes.throwIfAny();
    return value;
  }

  /** Returns the fields whose names are similar to unknown keys. */
  private Set<String> reportUnknown(
      LocatedNode source, Mapping mapping, RecordSchema schema, String discriminator) {
    Set<String> known = new LinkedHashSet<>();
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
                reportUnknown(source.path().key(key), key, entry.location(), known)
                    .ifPresent(misspelt::add);
              }
            });
    return misspelt;
  }

  /** Returns the known name that is similar to an unknown key. */
  private Optional<String> reportUnknown(
      FieldPath path, String key, Location location, Set<String> known) {
    if (problems.isFull()) {
      // neither this message nor that of a missing field will be shown
      problems.add(location, path, "unknown field");
      return Optional.empty();
    }
    problems.add(location, path, "unknown field" + NearestName.hint(key, known));
    return NearestName.find(key, known);
  }
}
