package org.modyn.common.option;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.OptionFamily;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.NearestName;

/**
 * The implementations of one family that a file can name, each with its options.
 *
 * <p>An implementation is registered by its options record: a record that implements the family's
 * interface, has a {@link Name} and a {@link org.modyn.common.config.schema.Description}, and whose
 * components are the keys of its section, described with the annotations of {@code
 * org.modyn.common.config.schema}.
 *
 * <p>Immutable.
 *
 * @param <O> the interface of the options records, which create the implementations
 */
public final class Registry<O> implements OptionFamily {
  private final String family;
  private final SequencedMap<String, Class<? extends O>> options;

  private Registry(String family, SequencedMap<String, Class<? extends O>> options) {
    this.family = requireNonNull(family, "family is null");
    this.options = Collections.unmodifiableSequencedMap(options);
  }

  /**
   * Creates the registry of a family.
   *
   * @param family the kind of its members, for messages: {@code optimizer}
   * @param contract the interface of the options records
   * @param options the options records, in the order in which messages list them
   */
  public static <O> Registry<O> of(
      String family, Class<O> contract, List<Class<? extends O>> options) {
    SequencedMap<String, Class<? extends O>> byName = new LinkedHashMap<>();
    for (Class<? extends O> record : options) {
      Name name = record.getAnnotation(Name.class);
      if (!record.isRecord() || name == null || !contract.isAssignableFrom(record)) {
        throw new IllegalArgumentException(
            record + " must be a record with a @Name that implements " + contract);
      }
      if (byName.put(name.value(), record) != null) {
        throw new IllegalArgumentException("two options records have the name " + name.value());
      }
    }
    return new Registry<>(family, byName);
  }

  /** Returns the kind of the members, such as {@code optimizer}. */
  @Override
  public String family() {
    return family;
  }

  public SequencedSet<String> names() {
    return options.sequencedKeySet();
  }

  public boolean contains(String name) {
    return options.containsKey(name);
  }

  @Override
  public SequencedMap<String, Class<? extends O>> options() {
    return options;
  }

  /**
   * Parses the options of a member.
   *
   * @param nameField the field of the name, such as {@code model.id}
   * @param name the name of the member
   * @param field the field of the options, such as {@code model.config}
   * @param json the options, an object; an empty text is an empty object
   * @param problems receives the problems: an unknown name, with the most similar known one, or
   *     invalid options
   * @return empty if there are problems
   */
  public Optional<O> read(
      String nameField, String name, String field, String json, FieldProblems problems) {
    Class<? extends O> record = options.get(name);
    if (record == null) {
      problems.add(
          nameField,
          "unknown %s \"%s\"%s".formatted(family, name, NearestName.hint(name, names())));
      return Optional.empty();
    }
    return ConfigLoader.parseSection(field, json, record, problems).map(options -> options);
  }

  /**
   * As {@link #read(String, String, String, String, FieldProblems)}.
   *
   * @throws ModynException INVALID_ARGUMENT with a line for each problem
   */
  public O read(String nameField, String name, String field, String json) {
    FieldProblems problems = new FieldProblems();
    Optional<O> read = read(nameField, name, field, json, problems);
    problems.throwIfAny();
    return read.orElseThrow();
  }
}
