package org.modyn.common.config.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.modyn.common.config.internal.ConfigNode.Entry;
import org.modyn.common.config.internal.ConfigNode.LaterNumber;
import org.modyn.common.config.internal.ConfigNode.Mapping;
import org.modyn.common.config.internal.ConfigNode.Scalar;
import org.modyn.common.config.internal.ConfigNode.Sequence;
import org.modyn.common.config.internal.ConfigNode.Unreadable;
import org.modyn.common.error.Echo;

/**
 * Replaces <code>${NAME}</code> and <code>${NAME:-default}</code> in texts by environment
 * variables. As in a shell, the default also replaces an empty variable. Replaced text is not
 * expanded again.
 */
final class EnvironmentReader {
  private static final String OPENING = "${";
  private static final String ESCAPED = "$${";
  private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{[^}]*}?");
  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");

  private final UnaryOperator<String> environment;
  private final Problems problems;

  /**
   * @param environment returns the value of a variable, or null when it is not set
   */
  EnvironmentReader(UnaryOperator<String> environment, Problems problems) {
    this.environment = environment;
    this.problems = problems;
  }

  ConfigNode replace(ConfigNode node, FieldPath path) {
    return switch (node) {
      case Scalar scalar -> replaceScalar(scalar, path);
      case Sequence(Location location, List<ConfigNode> items) -> {
        List<ConfigNode> replaced = new ArrayList<>();
        for (ConfigNode item : items) {
          replaced.add(replace(item, path.item(replaced.size())));
        }
        yield new Sequence(location, replaced);
      }
      case Mapping(Location location, Map<String, Entry> entries) -> {
        Map<String, Entry> replaced = new LinkedHashMap<>();
        entries.forEach(
            (key, entry) ->
                replaced.put(
                    key, new Entry(entry.location(), replace(entry.value(), path.key(key)))));
        yield new Mapping(location, replaced);
      }
      case LaterNumber number -> number;
      case Unreadable unreadable -> unreadable;
    };
  }

  /** Escapes a text so that reading it returns the given text. */
  static String escape(String text) {
    return text.replace(OPENING, ESCAPED);
  }

  private ConfigNode replaceScalar(Scalar scalar, FieldPath path) {
    if (!(scalar.value() instanceof String text) || !text.contains(OPENING)) {
      return scalar;
    }
    int earlierProblems = problems.count();
    String replaced =
        REFERENCE
            .matcher(text)
            .replaceAll(
                match -> Matcher.quoteReplacement(resolve(match.group(), scalar.location(), path)));
    return problems.count() > earlierProblems
        ? new Unreadable(scalar.location())
        : new Scalar(scalar.location(), replaced, replaced);
  }

  private String resolve(String reference, Location location, FieldPath path) {
    if (reference.equals(ESCAPED)) {
      return OPENING;
    }
    Matcher variable = VARIABLE.matcher(reference);
    if (!variable.matches()) {
      problems.add(
          location,
          path,
          "\"%s\" is not an environment variable; allowed: ${NAME}, ${NAME:-default}, and $${ for the text ${"
              .formatted(Echo.limit(reference)));
      return reference;
    }
    String value = environment.apply(variable.group(1));
    if (value != null && !(value.isEmpty() && variable.group(2) != null)) {
      return value;
    }
    if (variable.group(2) == null) {
      problems.add(
          location,
          path,
          "the environment variable %1$s is not set; set it, or specify a default: ${%1$s:-default}"
              .formatted(Echo.limit(variable.group(1))));
      return reference;
    }
    return variable.group(2);
  }
}
