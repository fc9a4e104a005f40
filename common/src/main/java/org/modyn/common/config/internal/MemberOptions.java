package org.modyn.common.config.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.modyn.common.config.internal.ConfigNode.Entry;
import org.modyn.common.config.internal.ConfigNode.LaterNumber;
import org.modyn.common.config.internal.ConfigNode.Mapping;
import org.modyn.common.config.internal.ConfigNode.Scalar;
import org.modyn.common.config.internal.ConfigNode.Sequence;
import org.modyn.common.config.schema.MemberOf;

/** Finds the options of a member of a family in a file. */
final class MemberOptions {
  /** The step from a list to each of its items. */
  static final String EACH = "[]";

  private MemberOptions() {}

  /** The steps to the options, as in {@code param_groups, [], config}. */
  static List<String> steps(MemberOf member) {
    return List.of(member.options().split("\\.|(?=\\[)"));
  }

  /** Returns whether a record names a member of this family. */
  static boolean isOf(MemberOf member, Mapping record) {
    return member.when().isEmpty()
        || (record.entries().get(member.when()) instanceof Entry(Location _, Scalar scalar)
            && scalar.text().equals(member.is()));
  }

  /**
   * Returns the sections with options below a record. An omitted section is returned as an empty
   * section at the location of the enclosing one; values that are not sections are not returned.
   *
   * @param source of the record
   */
  static List<LocatedNode> find(LocatedNode source, MemberOf member) {
    List<LocatedNode> sources = List.of(source);
    for (String step : steps(member)) {
      sources = sources.stream().flatMap(current -> below(current, step).stream()).toList();
    }
    Set<String> numbers = Set.of(member.numbers());
    return sources.stream()
        .filter(options -> options.node() instanceof Mapping)
        .map(
            options ->
                new LocatedNode(
                    withLaterNumbers(options.node(), numbers),
                    options.keyLocation(),
                    options.path()))
        .toList();
  }

  private static List<LocatedNode> below(LocatedNode source, String step) {
    return switch (source.node()) {
      case Sequence(Location _, List<ConfigNode> items) when step.equals(EACH) -> {
        List<LocatedNode> sources = new ArrayList<>();
        for (ConfigNode item : items) {
          sources.add(source.item(sources.size(), item));
        }
        yield sources;
      }
      case Mapping(Location _, Map<String, Entry> entries) when entries.containsKey(step) ->
          List.of(source.child(step, entries.get(step)));
      case Mapping(Location location, Map<String, Entry> _) ->
          List.of(
              new LocatedNode(
                  new Mapping(location, Map.of()), source.keyLocation(), source.path().key(step)));
      default -> List.of();
    };
  }

  private static ConfigNode withLaterNumbers(ConfigNode node, Set<String> numbers) {
    return switch (node) {
      case Scalar scalar when numbers.contains(scalar.text()) ->
          new LaterNumber(scalar.location(), scalar.text());
      case Sequence(Location location, List<ConfigNode> items) ->
          new Sequence(
              location, items.stream().map(item -> withLaterNumbers(item, numbers)).toList());
      case Mapping(Location location, Map<String, Entry> entries) -> {
        Map<String, Entry> replaced = new LinkedHashMap<>();
        entries.forEach(
            (key, entry) ->
                replaced.put(
                    key, new Entry(entry.location(), withLaterNumbers(entry.value(), numbers))));
        yield new Mapping(location, replaced);
      }
      default -> node;
    };
  }
}
