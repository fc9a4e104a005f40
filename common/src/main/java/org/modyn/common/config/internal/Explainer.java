package org.modyn.common.config.internal;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.FunctionText;
import org.modyn.common.config.schema.Matches;
import org.modyn.common.config.schema.MemberOf;
import org.modyn.common.config.schema.NonEmpty;
import org.modyn.common.config.schema.OneOrMany;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.NearestName;
import org.modyn.common.function.FunctionReference;

/**
 * Describes fields of configuration files. A path has no step for the items of lists and of
 * sections with arbitrary keys; a step for one of the alternatives of a section is optional. The
 * members of an option family are alternatives both of the section with their options and of the
 * section with their name.
 */
public final class Explainer {
  private final Class<?> root;

  public Explainer(Class<?> root) {
    this.root = root;
  }

  /**
   * Returns lines about the field, and about the fields below it.
   *
   * @param path as error messages write it, for example {@code training.optimizers[0].name}; empty
   *     for the whole file
   * @throws ModynException NOT_FOUND when there is no such field, with the nearest name
   */
  public String explain(String path) {
    StringBuilder text = new StringBuilder();
    if (path.isEmpty()) {
      describe(root).ifPresent(description -> text.append(description).append('\n'));
      appendFields(text, root, "");
      return text.toString();
    }
    Set<Found> matches = new LinkedHashSet<>(List.of(Found.root(root)));
    StringBuilder walked = new StringBuilder();
    for (String step : path.replaceAll("\\[\\d*]", "").split("\\.")) {
      matches = walk(matches, step, walked.toString());
      walked.append(walked.isEmpty() ? "" : ".").append(step);
    }
    for (Found found : matches) {
      if (found.isKind()) {
        text.append(path).append(": one of ");
        text.append(String.join(", ", RecordSchema.namesOfRecords(found.type())));
        text.append("; required\n");
      } else {
        found.field().ifPresent(field -> appendField(text, field, path, ""));
        Optional<String> ofField = found.field().flatMap(field -> describe(field.component()));
        describe(found.type())
            .filter(description -> !Optional.of(description).equals(ofField))
            .ifPresent(description -> text.append("    ").append(description).append('\n'));
        found
            .field()
            .map(field -> field.component().getAnnotation(FunctionText.class))
            .ifPresent(
                function -> text.append(FunctionReference.describe(function.value()).indent(2)));
        appendBelow(text, found, "  ");
        found.example().ifPresent(example -> appendExample(text, example, "  "));
      }
    }
    return text.toString();
  }

  private static Set<Found> walk(Set<Found> matches, String step, String walked) {
    Set<Found> next = new LinkedHashSet<>();
    Set<String> names = new LinkedHashSet<>();
    boolean isFreeKey = false;
    for (Found match : matches) {
      isFreeKey |=
          match.members().isEmpty()
              && match.field().filter(field -> isMap(field.type())).isPresent();
      Class<?> type = match.type();
      for (Members members : match.allMembers()) {
        names.addAll(members.options().keySet());
        Optional.ofNullable(members.options().get(step))
            .ifPresent(options -> next.add(Found.kind(options, members.example(step))));
      }
      if (type.isSealed()) {
        Map<String, Class<?>> kinds = RecordSchema.recordsOf(type);
        names.addAll(kinds.keySet());
        Optional.ofNullable(kinds.get(step))
            .ifPresent(kind -> next.add(Found.kind(kind, match.exampleOf(kind))));
        String key = RecordSchema.discriminatorOf(type).orElseThrow();
        names.add(key);
        if (key.equals(step)) {
          next.add(new Found(Optional.empty(), type, true, List.of(), Optional.empty()));
        }
      }
      for (Kind kind : kindsOf(match)) {
        for (RecordSchema.Field field : RecordSchema.of(kind.section()).allFields()) {
          names.add(field.name());
          if (field.name().equals(step) && !isDiscriminator(type, step)) {
            next.add(match.below(kind.section(), field));
          }
        }
      }
    }
    if (!next.isEmpty()) {
      return next;
    }
    if (isFreeKey) {
      return matches;
    }
    throw ModynException.notFound(
        "there is no field \"%s\"%s%s",
        step,
        walked.isEmpty() ? "" : " in " + walked,
        names.isEmpty() ? "; it has no fields" : NearestName.hint(step, names));
  }

  private static boolean isDiscriminator(Class<?> type, String key) {
    return type.isSealed() && RecordSchema.discriminatorOf(type).equals(Optional.of(key));
  }

  /**
   * A kind of a section.
   *
   * @param header the lines of a file that determine the kind; empty for a section of one kind
   * @param example empty for a section of one kind
   */
  private record Kind(String header, Class<?> section, Optional<SectionExample> example) {}

  /** The kinds of a section, or the section itself. */
  private static List<Kind> kindsOf(Found match) {
    Class<?> type = match.type();
    List<Kind> kinds = new ArrayList<>();
    for (Members members : match.members()) {
      members
          .options()
          .forEach(
              (name, options) ->
                  kinds.add(
                      new Kind(members.header(name), options, Optional.of(members.example(name)))));
    }
    if (type.isSealed()) {
      String key = RecordSchema.discriminatorOf(type).orElseThrow();
      RecordSchema.recordsOf(type)
          .forEach(
              (name, kind) ->
                  kinds.add(new Kind(key + ": " + name, kind, Optional.of(match.exampleOf(kind)))));
      RecordSchema.recordsIdentifiedByField(type)
          .forEach(
              (name, kind) ->
                  kinds.add(new Kind("with " + name, kind, Optional.of(match.exampleOf(kind)))));
      RecordSchema.recordsIdentifiedByPrefix(type)
          .forEach(
              (prefix, kind) ->
                  kinds.add(
                      new Kind(
                          key + ": " + prefix + "...", kind, Optional.of(match.exampleOf(kind)))));
    } else if (isSection(type)) {
      kinds.add(new Kind("", type, Optional.empty()));
    }
    return kinds;
  }

  private static void appendBelow(StringBuilder text, Found found, String indent) {
    for (Kind kind : kindsOf(found)) {
      if (kind.header().isEmpty()) {
        appendFields(text, kind.section(), indent);
      } else {
        text.append(indent).append(kind.header()).append('\n');
        describe(kind.section())
            .ifPresent(
                description -> text.append(indent).append("    ").append(description).append('\n'));
        appendFields(text, kind.section(), indent + "  ");
        kind.example().ifPresent(example -> appendExample(text, example, indent + "  "));
      }
    }
  }

  private static void appendExample(StringBuilder text, SectionExample example, String indent) {
    text.append(indent).append("Example:\n");
    example
        .toYaml()
        .lines()
        .forEach(line -> text.append(indent).append("  ").append(line).append('\n'));
  }

  private static void appendFields(StringBuilder text, Class<?> section, String indent) {
    RecordSchema.of(section)
        .allFields()
        .forEach(field -> appendField(text, field, field.name(), indent));
  }

  private static void appendField(
      StringBuilder text, RecordSchema.Field field, String name, String indent) {
    text.append(indent).append(name).append(": ");
    text.append(describe(field.type(), field.component())).append("; ");
    if (field.constantText().isPresent()) {
      text.append("always ").append(field.constantText().get());
    } else if (field.isRequired()) {
      text.append("required");
    } else {
      text.append(field.defaultText().map(value -> "default " + value).orElse("optional"));
    }
    text.append('\n');
    describe(field.component())
        .ifPresent(
            description -> text.append(indent).append("    ").append(description).append('\n'));
  }

  private static Optional<String> describe(AnnotatedElement sectionOrField) {
    return Optional.ofNullable(sectionOrField.getAnnotation(Description.class))
        .map(Description::value);
  }

  private static String describe(Type type, AnnotatedElement constraints) {
    if (type instanceof ParameterizedType parameterized) {
      Type[] arguments = parameterized.getActualTypeArguments();
      if (parameterized.getRawType() == Optional.class) {
        return describe(arguments[0], constraints) + " or null";
      }
      String nonEmpty = constraints.isAnnotationPresent(NonEmpty.class) ? ", not empty" : "";
      if (parameterized.getRawType() == List.class) {
        String item = describe(arguments[0], RecordBinder.NO_CONSTRAINTS);
        String single = constraints.isAnnotationPresent(OneOrMany.class) ? item + ", or " : "";
        return single + "list of " + plural(item) + nonEmpty;
      }
      return arguments[1] == Object.class
          ? "section with arbitrary keys"
          : "map of names to "
              + plural(describe(arguments[1], RecordBinder.NO_CONSTRAINTS))
              + nonEmpty;
    }
    return describe((Class<?>) type, constraints);
  }

  /** Other descriptions, such as {@code one of ...}, are the same for several values. */
  private static String plural(String description) {
    return description.replaceFirst("^(whole number|number|text|section|path|list)\\b", "$1s");
  }

  private static String describe(Class<?> type, AnnotatedElement constraints) {
    if (type.isEnum()) {
      return "one of " + String.join(", ", RecordSchema.namesOf(type));
    }
    if (type.isSealed() || isSection(type)) {
      return type.isRecord() && RecordSchema.of(type).isTuple() ? "list" : "section";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == Path.class) {
      return "path";
    }
    if (type == String.class || ScalarBinder.isScalar(type)) {
      List<String> names = OptionFamilies.names(constraints);
      if (!names.isEmpty()) {
        return "one of " + String.join(", ", names);
      }
      Matches matches = constraints.getAnnotation(Matches.class);
      return matches == null ? "text" : "text that matches " + matches.value();
    }
    String number = type == double.class || type == Double.class ? "number" : "whole number";
    return ScalarBinder.describeRange(constraints)
        .map(range -> number + ", " + range)
        .orElse(number);
  }

  /** The owner of the fields below a field. */
  private static Class<?> itemType(Type type) {
    Type item = type;
    while (item instanceof ParameterizedType parameterized) {
      Type[] arguments = parameterized.getActualTypeArguments();
      item = arguments[arguments.length - 1];
    }
    return (Class<?>) item;
  }

  private static boolean isMap(Type type) {
    return type instanceof ParameterizedType parameterized
        && parameterized.getRawType() == Map.class;
  }

  private static boolean isSection(Class<?> type) {
    return type.isRecord() && !ScalarBinder.isScalar(type);
  }

  /**
   * @param field empty for a section that is found by its kind
   * @param type of the value, or of the items in it
   * @param isKind whether it is the field that determines the kind of a section of that type
   * @param pending the members whose options are located here or below
   * @param example of a section that is found by its kind
   */
  private record Found(
      Optional<RecordSchema.Field> field,
      Class<?> type,
      boolean isKind,
      List<Members> pending,
      Optional<SectionExample> example) {
    static Found root(Class<?> type) {
      return new Found(Optional.empty(), type, false, List.of(), Optional.empty());
    }

    static Found kind(Class<?> type, SectionExample example) {
      return new Found(Optional.empty(), type, false, List.of(), Optional.of(example));
    }

    /** An example of this section if it is of that kind. */
    SectionExample exampleOf(Class<?> kind) {
      return new SectionExample(field, kind, Optional.empty());
    }

    /** A field of this section. */
    Found below(Class<?> section, RecordSchema.Field field) {
      List<Members> below =
          Stream.concat(pending.stream(), Members.namedIn(this.field, section))
              .flatMap(members -> members.below(field.name()).stream())
              .toList();
      return new Found(Optional.of(field), itemType(field.type()), false, below, Optional.empty());
    }

    /** Returns the members whose options this section contains. */
    List<Members> members() {
      return pending.stream().filter(members -> members.steps().isEmpty()).toList();
    }

    /** Returns these members, and those that are named here. */
    List<Members> allMembers() {
      return isSection(type)
          ? Stream.concat(members().stream(), Members.namedIn(field, type)).toList()
          : members();
    }
  }

  /**
   * The members of an option family, one of which can be named in a file.
   *
   * @param enclosing the field that contains the section with the name; empty for a whole file
   * @param section the section with the name
   * @param named the field with the name
   * @param options the record of each member's options, by its name
   * @param steps the path from here to the section with the options
   */
  private record Members(
      Optional<RecordSchema.Field> enclosing,
      Class<?> section,
      RecordSchema.Field named,
      MemberOf family,
      Map<String, ? extends Class<?>> options,
      List<String> steps) {
    /** The families whose members a section names. */
    static Stream<Members> namedIn(Optional<RecordSchema.Field> enclosing, Class<?> section) {
      return RecordSchema.of(section).allFields().stream()
          .flatMap(
              field ->
                  field.memberOf().stream()
                      .flatMap(family -> of(enclosing, section, field, family).stream()));
    }

    private static Optional<Members> of(
        Optional<RecordSchema.Field> enclosing,
        Class<?> section,
        RecordSchema.Field named,
        MemberOf family) {
      List<String> steps =
          MemberOptions.steps(family).stream()
              .filter(step -> !step.equals(MemberOptions.EACH))
              .toList();
      return OptionFamilies.find(family)
          .map(found -> new Members(enclosing, section, named, family, found.options(), steps));
    }

    /** Empty when the options are not below this field. */
    Optional<Members> below(String field) {
      return steps.isEmpty() || !steps.getFirst().equals(field)
          ? Optional.empty()
          : Optional.of(
              new Members(
                  enclosing, section, named, family, options, steps.subList(1, steps.size())));
    }

    /** The lines of a file that name a member. */
    String header(String name) {
      String condition = family.when().isEmpty() ? "" : ", " + family.when() + ": " + family.is();
      return named.name() + ": " + name + condition;
    }

    SectionExample example(String name) {
      return new SectionExample(
          enclosing, section, Optional.of(new SectionExample.Member(named, family, name)));
    }
  }
}
