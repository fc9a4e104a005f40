package org.modyn.ml.torchscript;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A class of a module, as its source declares it.
 *
 * @param parameters names of its own parameters, in their order
 * @param buffers names of its own buffers, in their order
 * @param forward arguments of {@code forward} after the module itself; empty without the method
 * @param end of its source: the line after its last one
 */
record ScriptClass(
    Set<String> parameters, Set<String> buffers, List<ScriptArgument> forward, int end) {
  private static final Pattern HEADER = Pattern.compile("class (\\w+)\\(Module\\):");
  private static final Pattern PARAMETERS = Pattern.compile(" *__parameters__ = \\[(.*)]");
  private static final Pattern BUFFERS = Pattern.compile(" *__buffers__ = \\[(.*)]");
  private static final Pattern FORWARD = Pattern.compile("\\s*def forward\\((.*?)\\) -> .*");
  private static final Pattern NAME = Pattern.compile("\"([^\"]*)\"");

  /** The module classes of a source file, by name. */
  static Map<String, ScriptClass> parse(String source) {
    List<String> lines = source.lines().toList();
    Map<String, ScriptClass> classes = new HashMap<>();
    int line = 0;
    while (line < lines.size()) {
      Matcher header = HEADER.matcher(lines.get(line));
      int end = line + 1;
      while (end < lines.size() && (lines.get(end).isBlank() || lines.get(end).startsWith(" "))) {
        end++;
      }
      if (header.matches()) {
        classes.put(header.group(1), parse(lines.subList(line + 1, end), end));
      }
      line = end;
    }
    return classes;
  }

  private static ScriptClass parse(List<String> body, int end) {
    Set<String> parameters = Set.of();
    Set<String> buffers = Set.of();
    List<ScriptArgument> forward = List.of();
    for (int line = 0; line < body.size(); line++) {
      Matcher parameterNames = PARAMETERS.matcher(body.get(line));
      Matcher bufferNames = BUFFERS.matcher(body.get(line));
      if (parameterNames.matches()) {
        parameters = names(parameterNames.group(1));
      } else if (bufferNames.matches()) {
        buffers = names(bufferNames.group(1));
      } else if (body.get(line).strip().startsWith("def forward(")) {
        forward = arguments(body.subList(line, body.size()));
      }
    }
    return new ScriptClass(parameters, buffers, forward, end);
  }

  private static Set<String> names(String list) {
    Set<String> names = new LinkedHashSet<>();
    Matcher name = NAME.matcher(list);
    while (name.find()) {
      names.add(name.group(1));
    }
    return names;
  }

  private static List<ScriptArgument> arguments(List<String> fromForward) {
    StringBuilder text = new StringBuilder();
    for (String line : fromForward) {
      text.append(line);
      Matcher signature = FORWARD.matcher(text);
      if (signature.matches()) {
        List<String> parts = split(signature.group(1));
        return parts.stream().skip(1).map(ScriptArgument::parse).toList();
      }
    }
    throw new IllegalArgumentException("the source of forward has no end");
  }

  /** Splits at commas that are not within brackets. */
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int index = 0; index < text.length(); index++) {
      switch (text.charAt(index)) {
        case '[', '(', '{' -> depth++;
        case ']', ')', '}' -> depth--;
        case ',' -> {
          if (depth == 0) {
            parts.add(text.substring(start, index).strip());
            start = index + 1;
          }
        }
        default -> {}
      }
    }
    parts.add(text.substring(start).strip());
    return parts;
  }
}
