package org.modyn.common.config.internal;

import java.io.StringReader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads YAML, and JSON as its subset, into {@link ConfigNode}s. Anchors, aliases and merge keys
 * work; a duplicate key in a section is a problem.
 *
 * <p>Plain scalars are interpreted as by Python's YAML reader, for which the files were originally
 * written ({@code yes} is true, {@code 1_000} a number), with two exceptions: a number with an
 * exponent does not need a dot ({@code 1e-3}), and dates and numbers in base 60 remain texts.
 */
final class YamlReader {
  /**
   * Checked before parsing, because the parsing time of some texts grows faster than their length.
   */
  private static final int MAXIMUM_CHARACTERS = 1 << 20;

  private static final int MAXIMUM_DEPTH = 100;
  private static final int MAXIMUM_NODES = 1_000_000;

  /**
   * A longer number is a text, which no field for a number accepts. The time to read a number grows
   * with the square of its length.
   */
  private static final int MAXIMUM_DIGITS = 1_000;

  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Pattern TRUE = Pattern.compile("yes|Yes|YES|true|True|TRUE|on|On|ON");
  private static final Pattern FALSE = Pattern.compile("no|No|NO|false|False|FALSE|off|Off|OFF");
  private static final Pattern DECIMAL = Pattern.compile("[-+]?(0|[1-9][0-9_]*)");
  private static final Pattern HEXADECIMAL = Pattern.compile("[-+]?0x[0-9a-fA-F_]+");
  private static final Pattern OCTAL = Pattern.compile("[-+]?0[0-7_]+");
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9][0-9_]*(\\.[0-9_]*)?)([eE][-+]?[0-9]+)?");
  private static final Pattern INFINITY = Pattern.compile("[-+]?\\.(inf|Inf|INF)");
  private static final Pattern NOT_A_NUMBER = Pattern.compile("\\.(nan|NaN|NAN)");

  private final Problems problems;
  private int nodes;

  private YamlReader(Problems problems) {
    this.problems = problems;
  }

  /** Returns the root; an empty file is an empty mapping. */
  static ConfigNode read(String text, Problems problems) {
    if (text.length() > MAXIMUM_CHARACTERS) {
      problems.add(
          Location.START,
          FieldPath.ROOT,
          String.format(
              Locale.ROOT,
              "has %,d characters, allowed are %,d",
              text.length(),
              MAXIMUM_CHARACTERS));
      return new ConfigNode.Unreadable(Location.START);
    }
    try {
      Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
      return root == null
          ? new ConfigNode.Mapping(Location.START, Map.of())
          : new YamlReader(problems).convert(root, FieldPath.ROOT, 0);
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
      problems.add(
          mark == null ? Location.START : locate(mark),
          FieldPath.ROOT,
          "not valid YAML: " + e.getProblem());
    } catch (YAMLException e) {
      String firstLine = String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
      problems.add(Location.START, FieldPath.ROOT, "not valid YAML: " + firstLine);
    }
    return new ConfigNode.Unreadable(Location.START);
  }

  private ConfigNode convert(Node node, FieldPath path, int depth) {
    Location location = locate(node.getStartMark());
    if (depth > MAXIMUM_DEPTH || ++nodes > MAXIMUM_NODES) {
      throw new YAMLException(
          String.format(
              Locale.ROOT, "more than %,d levels or %,d values", MAXIMUM_DEPTH, MAXIMUM_NODES));
    }
    return switch (node) {
      case ScalarNode scalar -> new ConfigNode.Scalar(location, scalar.getValue(), resolve(scalar));
      case SequenceNode sequence -> {
        List<ConfigNode> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
          items.add(convert(item, path.item(items.size()), depth + 1));
        }
        yield new ConfigNode.Sequence(location, items);
      }
      case MappingNode mapping -> convertMapping(mapping, path, depth);
      default -> throw new IllegalStateException("unknown kind of node " + node.getNodeId());
    };
  }

  private ConfigNode.Mapping convertMapping(MappingNode mapping, FieldPath path, int depth) {
    Map<String, ConfigNode.Entry> entries = new LinkedHashMap<>();
    List<ConfigNode> merged = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Location location = locate(tuple.getKeyNode().getStartMark());
      if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
        problems.add(location, path, "a key must be a text");
        continue;
      }
      String key = keyNode.getValue();
      FieldPath childPath = path.key(key);
      ConfigNode value = convert(tuple.getValueNode(), childPath, depth + 1);
      if (key.equals("<<") && keyNode.getScalarStyle() == ScalarStyle.PLAIN) {
        merged.add(value);
        continue;
      }
      ConfigNode.Entry earlier = entries.putIfAbsent(key, new ConfigNode.Entry(location, value));
      if (earlier != null) {
        problems.add(
            location, childPath, "is repeated; it was first in line " + earlier.location().line());
        entries.put(key, new ConfigNode.Entry(location, new ConfigNode.Unreadable(location)));
      }
    }
    merged.forEach(node -> merge(node, entries, path));
    return new ConfigNode.Mapping(locate(mapping.getStartMark()), entries);
  }

  private void merge(ConfigNode merged, Map<String, ConfigNode.Entry> entries, FieldPath path) {
    switch (merged) {
      case ConfigNode.Mapping other -> other.entries().forEach(entries::putIfAbsent);
      case ConfigNode.Sequence list -> list.items().forEach(item -> merge(item, entries, path));
      case ConfigNode.Scalar scalar ->
          problems.add(scalar.location(), path, "<< must name a section to merge");
      case ConfigNode.LaterNumber _, ConfigNode.Unreadable _ -> {}
    }
  }

  private static Object resolve(ScalarNode scalar) {
    String text = scalar.getValue();
    if (scalar.getScalarStyle() != ScalarStyle.PLAIN) {
      return text;
    }
    if (NULLS.contains(text)) {
      return null;
    }
    if (TRUE.matcher(text).matches()) {
      return true;
    }
    if (FALSE.matcher(text).matches()) {
      return false;
    }
    return resolveNumber(text);
  }

  /** Returns a Long, BigInteger or Double, or the text itself when it is not a number. */
  private static Object resolveNumber(String text) {
    if (text.length() > MAXIMUM_DIGITS) {
      return text;
    }
    String digits = text.replace("_", "");
    if (DECIMAL.matcher(text).matches()) {
      return narrow(new BigInteger(digits));
    }
    if (HEXADECIMAL.matcher(text).matches()) {
      return narrow(new BigInteger(digits.replaceFirst("0x", ""), 16));
    }
    if (OCTAL.matcher(text).matches()) {
      return narrow(new BigInteger(digits, 8));
    }
    if (FLOAT.matcher(text).matches()) {
      return Double.valueOf(digits);
    }
    if (INFINITY.matcher(text).matches()) {
      return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return NOT_A_NUMBER.matcher(text).matches() ? (Object) Double.NaN : text;
  }

  private static Object narrow(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  private static Location locate(Mark mark) {
    return new Location(mark.getLine() + 1, mark.getColumn() + 1);
  }

  /**
   * Returns the boolean that a quoted scalar would be if it were not quoted; null when it is not a
   * boolean.
   */
  static Boolean parseBoolean(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on", "t", "y", "1" -> true;
      case "false", "no", "off", "f", "n", "0" -> false;
      default -> null;
    };
  }
}
