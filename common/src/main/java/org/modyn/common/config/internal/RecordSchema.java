package org.modyn.common.config.internal;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.modyn.common.config.schema.Constant;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Discriminator;
import org.modyn.common.config.schema.IdentifiedByField;
import org.modyn.common.config.schema.IdentifiedByPrefix;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.MemberOf;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.OmittedWhenEmpty;
import org.modyn.common.config.schema.Required;
import org.modyn.common.config.schema.Tuple;

/** The structure of a record that is read from a file, determined by reflection. */
public final class RecordSchema {
  private static final ClassValue<RecordSchema> SCHEMAS =
      new ClassValue<>() {
        @Override
        protected RecordSchema computeValue(Class<?> type) {
          return new RecordSchema(type);
        }
      };

  private final Class<?> type;
  private final List<Field> fields;
  private final Constructor<?> constructor;

  private RecordSchema(Class<?> type) {
    this.type = type;
    RecordComponent[] components = type.getRecordComponents();
    this.fields = Arrays.stream(components).map(Field::new).toList();
    try {
      this.constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(type + " has no canonical constructor", e);
    }
    constructor.setAccessible(true);
  }

  /** See {@link org.modyn.common.config.RecordCopy#with}. */
  @SuppressWarnings("unchecked")
  public static <T extends Record> T copy(T record, Map<String, Object> changed) {
    Map<String, Object> components = new LinkedHashMap<>();
    RecordSchema schema = of(record.getClass());
    for (Field field : schema.fields) {
      components.put(field.component().getName(), field.valueIn(record));
    }
    if (!components.keySet().containsAll(changed.keySet())) {
      throw new IllegalArgumentException(
          schema.type + " has the components " + components.keySet() + ", not " + changed.keySet());
    }
    components.putAll(changed);
    RecordRules.require(schema.type, List.copyOf(components.values()));
    return (T) schema.construct(components.values());
  }

  /** See {@link org.modyn.common.config.Rules#checked}. */
  public static void requireRules(Record record) {
    RecordSchema schema = of(record.getClass());
    RecordRules.require(
        schema.type, schema.fields.stream().map(field -> field.valueIn(record)).toList());
  }

  /** See {@link org.modyn.common.config.RecordCopy#replaceAll}. */
  public static Object replaceAll(Object value, String component, UnaryOperator<Object> change) {
    return switch (value) {
      case Record record -> replaceInRecord(record, component, change);
      case List<?> items ->
          items.stream().map(item -> replaceAll(item, component, change)).toList();
      case Map<?, ?> entries -> {
        Map<Object, Object> replaced = new LinkedHashMap<>();
        entries.forEach((key, item) -> replaced.put(key, replaceAll(item, component, change)));
        yield Collections.unmodifiableMap(replaced);
      }
      case Optional<?> optional -> optional.map(item -> replaceAll(item, component, change));
      case null, default -> value;
    };
  }

  private static Record replaceInRecord(
      Record record, String component, UnaryOperator<Object> change) {
    Map<String, Object> changed = new LinkedHashMap<>();
    for (Field field : of(record.getClass()).fields) {
      String name = field.component().getName();
      Object value = field.valueIn(record);
      Object replaced =
          name.equals(component) ? change.apply(value) : replaceAll(value, component, change);
      if (!Objects.equals(replaced, value)) {
        changed.put(name, replaced);
      }
    }
    return changed.isEmpty() ? record : copy(record, changed);
  }

  static RecordSchema of(Class<?> type) {
    return SCHEMAS.get(type);
  }

  Class<?> type() {
    return type;
  }

  List<Field> fields() {
    return fields;
  }

  /** Returns the keys of a section, including those of inlined records. */
  List<Field> allFields() {
    return fields.stream()
        .flatMap(
            field ->
                field.isInline()
                    ? of(field.component().getType()).allFields().stream()
                    : Stream.of(field))
        .toList();
  }

  /** Returns whether the record is written in a file as the list of its fields. */
  boolean isTuple() {
    return type.isAnnotationPresent(Tuple.class);
  }

  /**
   * Creates a record from its components, in declaration order.
   *
   * @throws RuntimeException as its constructor does
   */
  Object construct(Collection<Object> components) {
    try {
      return constructor.newInstance(components.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("the constructor of " + type + " failed", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot call " + constructor, e);
    }
  }

  /**
   * Returns the key with the name that distinguishes this record from the others of its sealed
   * interface, if it has one.
   */
  Optional<String> discriminator() {
    if (!hasName(type)) {
      return Optional.empty();
    }
    return Arrays.stream(type.getInterfaces())
        .flatMap(parent -> discriminatorOf(parent).stream())
        .findFirst();
  }

  static Optional<String> discriminatorOf(Class<?> sealed) {
    Discriminator annotation = sealed.getAnnotation(Discriminator.class);
    if (annotation != null) {
      return Optional.of(annotation.value());
    }
    return Arrays.stream(sealed.getInterfaces())
        .flatMap(parent -> discriminatorOf(parent).stream())
        .findFirst();
  }

  /** Returns the name of a record among the records of its sealed interface. */
  public static String nameOf(Class<?> record) {
    Name name = record.getAnnotation(Name.class);
    if (name == null) {
      throw new IllegalStateException(record + " has no @Name");
    }
    return name.value();
  }

  /**
   * Returns the name of a section among those of its sealed interface; of a record that is
   * identified by a prefix, the whole text.
   */
  public static String nameOf(Record section) {
    Class<?> type = section.getClass();
    if (!type.isAnnotationPresent(IdentifiedByPrefix.class)) {
      return nameOf(type);
    }
    return Arrays.stream(type.getInterfaces())
        .flatMap(parent -> discriminatorOf(parent).stream())
        .flatMap(key -> of(type).fields().stream().filter(field -> field.name().equals(key)))
        .map(field -> (String) field.valueIn(section))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(type + " has no field for its discriminator"));
  }

  /**
   * Returns the records of a sealed interface that are identified by the presence of a field, by
   * this field.
   */
  static Map<String, Class<?>> recordsIdentifiedByField(Class<?> sealed) {
    Map<String, Class<?>> records = new LinkedHashMap<>();
    for (Class<?> permitted : sealed.getPermittedSubclasses()) {
      IdentifiedByField field = permitted.getAnnotation(IdentifiedByField.class);
      if (field != null) {
        records.put(field.value(), permitted);
      }
    }
    return records;
  }

  /** Returns the records of a sealed interface that are identified by a prefix, by this prefix. */
  static Map<String, Class<?>> recordsIdentifiedByPrefix(Class<?> sealed) {
    Map<String, Class<?>> records = new LinkedHashMap<>();
    for (Class<?> permitted : sealed.getPermittedSubclasses()) {
      IdentifiedByPrefix prefix = permitted.getAnnotation(IdentifiedByPrefix.class);
      if (prefix != null) {
        records.put(prefix.value(), permitted);
      }
    }
    return records;
  }

  /** Returns what the discriminator of a sealed interface can be, a prefix followed by dots. */
  static List<String> namesOfRecords(Class<?> sealed) {
    List<String> names = new ArrayList<>(recordsOf(sealed).keySet());
    recordsIdentifiedByPrefix(sealed).keySet().forEach(prefix -> names.add(prefix + "..."));
    return names;
  }

  /** Returns whether a record is identified by its name, not by a field or a prefix. */
  private static boolean hasName(Class<?> record) {
    return !record.isAnnotationPresent(IdentifiedByField.class)
        && !record.isAnnotationPresent(IdentifiedByPrefix.class);
  }

  /**
   * Returns the records of a sealed interface by their names, in declaration order, without those
   * that are identified by a field or a prefix.
   */
  static Map<String, Class<?>> recordsOf(Class<?> sealed) {
    Map<String, Class<?>> records = new LinkedHashMap<>();
    for (Class<?> permitted : sealed.getPermittedSubclasses()) {
      if (!hasName(permitted)) {
        continue;
      }
      if (permitted.isRecord()) {
        records.put(nameOf(permitted), permitted);
      } else {
        records.putAll(recordsOf(permitted));
      }
    }
    return records;
  }

  static String nameOf(Enum<?> constant) {
    try {
      Name name = constant.getDeclaringClass().getField(constant.name()).getAnnotation(Name.class);
      return name == null ? constant.name().toLowerCase(Locale.ROOT) : name.value();
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(constant + " is not a constant of its own class", e);
    }
  }

  static List<String> namesOf(Class<?> enumType) {
    List<String> names = new ArrayList<>();
    for (Object constant : enumType.getEnumConstants()) {
      names.add(nameOf((Enum<?>) constant));
    }
    return names;
  }

  /** Returns the name of a component or a parameter in a file. */
  static String toSnakeCase(String camelCase) {
    StringBuilder snakeCase = new StringBuilder();
    for (int index = 0; index < camelCase.length(); index++) {
      char character = camelCase.charAt(index);
      if (Character.isUpperCase(character)) {
        snakeCase.append('_').append(Character.toLowerCase(character));
      } else {
        snakeCase.append(character);
      }
    }
    return snakeCase.toString();
  }

  /** One key of a section. */
  record Field(String name, RecordComponent component) {
    Field(RecordComponent component) {
      this(nameOf(component), component);
      component.getAccessor().setAccessible(true);
    }

    private static String nameOf(RecordComponent component) {
      Name name = component.getAnnotation(Name.class);
      return name == null ? toSnakeCase(component.getName()) : name.value();
    }

    Type type() {
      return component.getGenericType();
    }

    boolean isOptional() {
      return component.getType() == Optional.class;
    }

    Optional<String> defaultText() {
      return Optional.ofNullable(component.getAnnotation(Default.class))
          .map(Default::value)
          .or(this::constantText);
    }

    Optional<String> constantText() {
      return Optional.ofNullable(component.getAnnotation(Constant.class)).map(Constant::value);
    }

    /** Returns the families whose members its text can name. */
    List<MemberOf> memberOf() {
      return List.of(component.getAnnotationsByType(MemberOf.class));
    }

    boolean isInline() {
      return component.isAnnotationPresent(Inline.class);
    }

    /** Returns whether this value is omitted when a file is written. */
    boolean isOmitted(Object value) {
      return component.isAnnotationPresent(OmittedWhenEmpty.class)
          && value.equals(Optional.empty());
    }

    boolean isRequired() {
      return component.isAnnotationPresent(Required.class)
          || (!isOptional() && defaultText().isEmpty());
    }

    Object valueIn(Object record) {
      try {
        return component.getAccessor().invoke(record);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + component, e);
      }
    }
  }
}
