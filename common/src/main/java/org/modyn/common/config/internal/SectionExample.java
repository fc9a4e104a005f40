package org.modyn.common.config.internal;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.schema.MemberOf;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * An example of one kind of a section, generated from its record.
 *
 * @param field the field that contains the section; empty for one without a field
 * @param section the record of the section
 * @param member the member that the section names; empty when the section is the kind itself
 */
record SectionExample(
    Optional<RecordSchema.Field> field, Class<?> section, Optional<Member> member) {
  /**
   * The member of a family that a section names.
   *
   * @param named the field of the section with the name
   */
  record Member(RecordSchema.Field named, MemberOf family, String name) {}

  /**
   * Returns the lines of a file: the field with the section, in a list or below an arbitrary key
   * when the field contains several sections.
   */
  String toYaml() {
    Map<String, Object> values =
        member
            .map(
                named ->
                    ExampleValues.sectionWithMember(
                        section, named.named(), named.family(), named.name()))
            .orElseGet(() -> ExampleValues.section(section));
    Object lines =
        field.isEmpty() ? values : Map.of(field.get().name(), wrap(field.get().type(), values));
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(FlowStyle.BLOCK);
    options.setIndicatorIndent(2);
    options.setIndentWithIndicator(true);
    options.setSplitLines(false);
    return new Yaml(new ListsInOneLine(options), options).dump(lines);
  }

  private static Object wrap(Type type, Object value) {
    if (!(type instanceof ParameterizedType parameterized)) {
      return value;
    }
    Type[] arguments = parameterized.getActualTypeArguments();
    Object wrapped = wrap(arguments[arguments.length - 1], value);
    if (parameterized.getRawType() == List.class) {
      return List.of(wrapped);
    }
    return parameterized.getRawType() == Map.class ? Map.of(ExampleValues.KEY, wrapped) : wrapped;
  }

  /** Writes {@code [1, 2]} where a list has no sections. */
  private static final class ListsInOneLine extends Representer {
    ListsInOneLine(DumperOptions options) {
      super(options);
    }

    @Override
    protected Node representSequence(Tag tag, Iterable<?> items, FlowStyle style) {
      for (Object item : items) {
        if (item instanceof Map) {
          return super.representSequence(tag, items, style);
        }
      }
      return super.representSequence(tag, items, FlowStyle.FLOW);
    }
  }
}
