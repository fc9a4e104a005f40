package org.modyn.common.config.internal;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value of a file, with its path.
 *
 * @param keyLocation the location of the key, where problems of a whole section are reported
 * @param path of the value, from the root
 */
record LocatedNode(ConfigNode node, Location keyLocation, FieldPath path) {
  private static final Pattern INDEX = Pattern.compile("\\[(\\d{1,9})]");

  LocatedNode child(String key, ConfigNode.Entry entry) {
    return new LocatedNode(entry.value(), entry.location(), path.key(key));
  }

  LocatedNode item(int index, ConfigNode item) {
    return new LocatedNode(item, item.location(), path.item(index));
  }

  /** Reports a value of the wrong kind. */
  Object mustBe(String expected, Problems problems) {
    problems.add(
        node.location(),
        path,
        String.format(Locale.ROOT, "must be %s, but is %s", expected, node.describe()));
    return Invalid.VALUE;
  }

  /**
   * Returns the location of a field below this value, or of the nearest enclosing section that is
   * in the file.
   *
   * @param below its path, relative to this value
   */
  Location locationOf(String below) {
    Location location = keyLocation;
    ConfigNode current = node;
    Iterator<String> steps = List.of(below.split("\\.|(?=\\[)")).iterator();
    while (steps.hasNext()) {
      String step = steps.next();
      switch (current) {
        case ConfigNode.Mapping mapping when mapping.entries().containsKey(step) -> {
          ConfigNode.Entry entry = mapping.entries().get(step);
          current = entry.value();
          location = steps.hasNext() ? entry.location() : current.location();
        }
        case ConfigNode.Sequence(Location _, List<ConfigNode> items)
            when indexOf(step) >= 0 && indexOf(step) < items.size() -> {
          current = items.get(indexOf(step));
          location = current.location();
        }
        default -> {
          return location;
        }
      }
    }
    return location;
  }

  /** Returns the index of a step such as {@code [0]}; -1 for other steps. */
  private static int indexOf(String step) {
    Matcher index = INDEX.matcher(step);
    return index.matches() ? Integer.parseInt(index.group(1)) : -1;
  }
}
