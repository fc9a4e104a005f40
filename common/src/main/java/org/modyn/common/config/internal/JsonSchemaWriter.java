package org.modyn.common.config.internal;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.EnvironmentVariables;
import org.modyn.common.config.schema.Matches;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.MemberOf;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.NonEmpty;
import org.modyn.common.config.schema.OneOrMany;
import org.modyn.common.config.schema.OptionFamily;

/**
 * Writes the fields and annotations of records as JSON Schema, draft 2020-12. Each record and each
 * sealed interface becomes a definition; the kinds of a sealed interface are distinguished by a
 * constant, and the options of a family's members by conditions on the field with the name. Rules
 * that relate several fields cannot be expressed.
 */
public final class JsonSchemaWriter {
  private static final String REFERENCE = "\\$\\{";
  private static final String PLUGIN_CLASS = "^\\s*class:";

  private final Map<String, Object> definitions = new TreeMap<>();
  private final Map<String, Class<?>> definedTypes = new HashMap<>();
  private final boolean hasVariables;

  /** The texts that represent a number in the definition that is being written. */
  private List<String> laterNumbers = List.of();

  private JsonSchemaWriter(boolean hasVariables) {
    this.hasVariables = hasVariables;
  }

  /**
   * Returns the schema as maps, lists and scalars.
   *
   * @param title the title of the schema
   */
  public static Map<String, Object> write(Class<?> root, String title) {
    JsonSchemaWriter writer =
        new JsonSchemaWriter(root.isAnnotationPresent(EnvironmentVariables.class));
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", title);
    schema.putAll(writer.record(root));
    schema.put("$defs", writer.definitions);
    return schema;
  }

  private Map<String, Object> schemaOf(Type type, AnnotatedElement constraints) {
    if (type instanceof ParameterizedType parameterized) {
      return parameterized(parameterized, constraints);
    }
    Class<?> target = (Class<?>) type;
    boolean isSection = target.isRecord() && !ScalarBinder.isScalar(target);
    if (isSection || (target.isSealed() && target.isInterface())) {
      return reference(target);
    }
    return scalar(target, constraints);
  }

  private Map<String, Object> parameterized(ParameterizedType type, AnnotatedElement constraints) {
    Type[] arguments = type.getActualTypeArguments();
    boolean isNonEmpty = constraints.isAnnotationPresent(NonEmpty.class);
    Map<String, Object> schema = new LinkedHashMap<>();
    if (type.getRawType() == Optional.class) {
      schema.put("anyOf", List.of(schemaOf(arguments[0], constraints), Map.of("type", "null")));
    } else if (type.getRawType() == List.class) {
      Map<String, Object> item = schemaOf(arguments[0], RecordBinder.NO_CONSTRAINTS);
      Map<String, Object> list = new LinkedHashMap<>();
      list.put("type", "array");
      list.put("items", item);
      if (isNonEmpty) {
        list.put("minItems", 1);
      }
      if (constraints.isAnnotationPresent(OneOrMany.class)) {
        schema.put("anyOf", List.of(item, list));
      } else {
        schema.putAll(list);
      }
    } else {
      schema.put("type", "object");
      schema.put("additionalProperties", schemaOf(arguments[1], RecordBinder.NO_CONSTRAINTS));
      if (isNonEmpty) {
        schema.put("minProperties", 1);
      }
    }
    return schema;
  }

  private Map<String, Object> reference(Class<?> type) {
    String simpleName =
        type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
    String name =
        laterNumbers.isEmpty() ? simpleName : simpleName + "+" + String.join("+", laterNumbers);
    Class<?> defined = definedTypes.putIfAbsent(name, type);
    if (defined != null && defined != type) {
      throw new IllegalStateException("%s and %s have the same name".formatted(defined, type));
    }
    if (!definitions.containsKey(name)) {
      // A section may contain itself.
      definitions.put(name, Map.of());
      definitions.put(name, type.isRecord() ? record(type) : union(type));
    }
    Map<String, Object> reference = new LinkedHashMap<>();
    reference.put("$ref", "#/$defs/" + name);
    return reference;
  }

  private Map<String, Object> union(Class<?> sealed) {
    List<Object> kinds = new ArrayList<>();
    RecordSchema.recordsIdentifiedByField(sealed)
        .values()
        .forEach(kind -> kinds.add(reference(kind)));
    RecordSchema.recordsOf(sealed).values().forEach(kind -> kinds.add(reference(kind)));
    RecordSchema.recordsIdentifiedByPrefix(sealed)
        .values()
        .forEach(kind -> kinds.add(reference(kind)));
    Map<String, Object> union = new LinkedHashMap<>();
    union.put("oneOf", kinds);
    return union;
  }

  private Map<String, Object> record(Class<?> type) {
    RecordSchema schema = RecordSchema.of(type);
    return schema.isTuple() ? tuple(type, schema) : section(type, schema);
  }

  private Map<String, Object> tuple(Class<?> type, RecordSchema schema) {
    Map<String, Object> tuple = new LinkedHashMap<>();
    putDescription(tuple, type);
    tuple.put("type", "array");
    tuple.put("prefixItems", schema.fields().stream().map(this::field).toList());
    tuple.put("items", false);
    tuple.put("minItems", schema.fields().size());
    return tuple;
  }

  private Map<String, Object> section(Class<?> type, RecordSchema schema) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    schema
        .discriminator()
        .ifPresent(
            key -> {
              properties.put(key, Map.of("const", RecordSchema.nameOf(type)));
              required.add(key);
            });
    for (RecordSchema.Field field : schema.allFields()) {
      properties.put(field.name(), field(field));
      if (field.isRequired()) {
        required.add(field.name());
      }
    }
    Map<String, Object> section = new LinkedHashMap<>();
    putDescription(section, type);
    section.put("type", "object");
    section.put("properties", properties);
    section.put("required", required);
    section.put("additionalProperties", false);
    List<Object> conditions =
        schema.allFields().stream()
            .flatMap(
                field ->
                    field.memberOf().stream()
                        .flatMap(member -> optionsByName(field, member).stream()))
            .toList();
    if (!conditions.isEmpty()) {
      section.put("allOf", conditions);
    }
    return section;
  }

  /** Returns, for each member that a field can name, the schema of its options. */
  private List<Object> optionsByName(RecordSchema.Field field, MemberOf member) {
    Optional<OptionFamily> family = OptionFamilies.find(member);
    if (family.isEmpty()) {
      return List.of();
    }
    List<String> outer = laterNumbers;
    laterNumbers = List.of(member.numbers());
    List<Object> conditions = new ArrayList<>();
    Map<String, Object> ofFamily = new TreeMap<>();
    if (!member.when().isEmpty()) {
      ofFamily.put(member.when(), Map.of("const", member.is()));
      Object names = names(family.get().options().keySet());
      conditions.add(condition(ofFamily, Map.of("properties", Map.of(field.name(), names))));
    }
    family
        .get()
        .options()
        .forEach(
            (name, options) -> {
              Map<String, Object> ofMember = new TreeMap<>(ofFamily);
              ofMember.put(field.name(), Map.of("const", name));
              conditions.add(condition(ofMember, at(MemberOptions.steps(member), options)));
            });
    laterNumbers = outer;
    return conditions;
  }

  private static Map<String, Object> condition(
      Map<String, Object> properties, Map<String, Object> then) {
    Map<String, Object> condition = new LinkedHashMap<>();
    condition.put("if", Map.of("properties", properties));
    condition.put("then", then);
    return condition;
  }

  private static Map<String, Object> names(Collection<String> names) {
    return Map.of(
        "anyOf", List.of(Map.of("enum", List.copyOf(names)), Map.of("pattern", PLUGIN_CLASS)));
  }

  private Map<String, Object> at(List<String> steps, Class<?> options) {
    if (steps.isEmpty()) {
      return reference(options);
    }
    Map<String, Object> below = at(steps.subList(1, steps.size()), options);
    Map<String, Object> schema = new LinkedHashMap<>();
    if (steps.getFirst().equals(MemberOptions.EACH)) {
      schema.put("items", below);
      return schema;
    }
    schema.put("properties", Map.of(steps.getFirst(), below));
    if (RecordSchema.of(options).allFields().stream().anyMatch(RecordSchema.Field::isRequired)) {
      schema.put("required", List.of(steps.getFirst()));
    }
    return schema;
  }

  private Map<String, Object> field(RecordSchema.Field field) {
    Map<String, Object> schema = new LinkedHashMap<>();
    putDescription(schema, field.component());
    if (field.constantText().isPresent()) {
      schema.put("const", plain(field.constantText().get()));
    } else {
      schema.putAll(schemaOf(field.type(), field.component()));
    }
    field.defaultText().ifPresent(text -> schema.put("default", plain(text)));
    return schema;
  }

  private static void putDescription(Map<String, Object> schema, AnnotatedElement described) {
    Description description = described.getAnnotation(Description.class);
    if (description != null) {
      schema.put("description", description.value());
    }
  }

  private static Object plain(String yaml) {
    return YamlReader.read(yaml, new Problems("default")).toPlain();
  }

  private Map<String, Object> scalar(Class<?> type, AnnotatedElement constraints) {
    Map<String, Object> schema = new LinkedHashMap<>();
    if (type == Object.class) {
      return schema;
    }
    if (type.isEnum()) {
      schema.put("enum", RecordSchema.namesOf(type));
    } else if (type == boolean.class || type == Boolean.class) {
      schema.put("type", hasVariables ? List.of("boolean", "string") : "boolean");
      if (hasVariables) {
        schema.put("pattern", REFERENCE);
      }
    } else if (type == String.class || type == Path.class || ScalarBinder.isScalar(type)) {
      schema.put("type", "string");
      putTextLimits(schema, constraints);
    } else {
      boolean isReal = type == double.class || type == Double.class;
      // A number may be quoted.
      schema.put("type", List.of(isReal ? "number" : "integer", "string"));
      StringBuilder pattern =
          new StringBuilder(isReal ? "^[-+]?[0-9.]+([eE][-+]?[0-9]+)?$" : "^[-+]?[0-9]+$");
      laterNumbers.forEach(text -> pattern.append("|^").append(text).append('$'));
      if (hasVariables) {
        pattern.append('|').append(REFERENCE);
      }
      schema.put("pattern", pattern.toString());
      putRange(schema, constraints);
    }
    return schema;
  }

  private static void putTextLimits(Map<String, Object> schema, AnnotatedElement constraints) {
    Matches matches = constraints.getAnnotation(Matches.class);
    if (matches != null) {
      schema.put("pattern", "^(?:" + matches.value() + ")$");
    }
    if (constraints.isAnnotationPresent(NonEmpty.class)) {
      schema.put("minLength", 1);
    }
    List<String> names = OptionFamilies.names(constraints);
    if (!names.isEmpty()) {
      schema.putAll(names(names));
    }
  }

  private static void putRange(Map<String, Object> schema, AnnotatedElement constraints) {
    Minimum minimum = constraints.getAnnotation(Minimum.class);
    if (minimum != null) {
      schema.put("minimum", minimum.value());
    }
    Maximum maximum = constraints.getAnnotation(Maximum.class);
    if (maximum != null) {
      schema.put("maximum", maximum.value());
    }
  }
}
