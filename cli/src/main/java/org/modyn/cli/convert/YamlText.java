package org.modyn.cli.convert;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A YAML (or JSON) text that is edited in place: comments, order, quotes and white space outside of
 * an edit are preserved. A value is identified by the path of its keys; an element of a list by its
 * index.
 *
 * <p>Each edit parses the text again, which is fast enough for files of some hundred lines.
 * Mutable; for one thread.
 */
final class YamlText {
  private static final Pattern PLAIN = Pattern.compile("[\\w.][\\w.()-]*");
  private static final Pattern COMMENT_LINE = Pattern.compile("[ \\t]*#.*\\R?");

  private final TextLines lines;
  private Node root;

  /**
   * @throws ModynException INVALID_ARGUMENT when the text is not YAML
   */
  YamlText(String text) {
    lines = new TextLines(text);
    compose();
  }

  String text() {
    return lines.text();
  }

  /** The root of the parsed text; null when the text is empty. */
  Node root() {
    return root;
  }

  /**
   * A key with its value.
   *
   * @param index among the entries of the parent
   */
  record Entry(MappingNode parent, int index) {
    Node key() {
      return parent.getValue().get(index).getKeyNode();
    }

    Node value() {
      return parent.getValue().get(index).getValueNode();
    }

    boolean isFlow() {
      return parent.getFlowStyle() == FlowStyle.FLOW;
    }
  }

  /** The entry at a path that ends with a key. */
  Optional<Entry> find(List<String> path) {
    Node parent = root;
    for (String step : path.subList(0, path.size() - 1)) {
      parent = child(parent, step);
    }
    return entry(parent, path.getLast());
  }

  /** The text of a scalar; empty when there is none at the path. */
  Optional<String> scalar(List<String> path) {
    return find(path)
        .map(Entry::value)
        .filter(ScalarNode.class::isInstance)
        .map(value -> ((ScalarNode) value).getValue());
  }

  /** The line of a key in the original text, from 1. */
  int originalLine(Entry entry) {
    return lines.originalLine(start(entry.key()));
  }

  private static Optional<Entry> entry(Node parent, String key) {
    if (parent instanceof MappingNode mapping) {
      for (int index = 0; index < mapping.getValue().size(); index++) {
        if (mapping.getValue().get(index).getKeyNode() instanceof ScalarNode name
            && name.getValue().equals(key)) {
          return Optional.of(new Entry(mapping, index));
        }
      }
    }
    return Optional.empty();
  }

  private static Node child(Node parent, String step) {
    if (parent instanceof SequenceNode sequence) {
      return IntStream.range(0, sequence.getValue().size())
          .filter(index -> step.equals(Integer.toString(index)))
          .mapToObj(sequence.getValue()::get)
          .findFirst()
          .orElse(null);
    }
    return entry(parent, step).map(Entry::value).orElse(null);
  }

  /**
   * Whether the value is written at its key and not elsewhere as an anchor; otherwise it cannot be
   * edited here.
   */
  boolean isOwn(Entry entry) {
    return start(entry.value()) >= start(entry.key());
  }

  /** Whether an element is written in its list and not elsewhere as an anchor. */
  boolean isBehind(Node element, Node list) {
    return start(element) >= start(list);
  }

  /** Replaces a value by a scalar. */
  void replaceValue(List<String> path, String value) {
    Node old = entry(path).value();
    int start = start(old);
    int end = end(old);
    String anchor = old.getAnchor() == null ? "" : "&" + old.getAnchor() + " ";
    boolean block =
        old instanceof ScalarNode scalar
            && (scalar.getScalarStyle() == ScalarStyle.LITERAL
                || scalar.getScalarStyle() == ScalarStyle.FOLDED);
    String comment = "";
    if (block) {
      String header = text().substring(start, Math.min(end, lines.lineEnd(start))).stripTrailing();
      int hash = header.indexOf(" #");
      comment = hash < 0 ? "" : " " + header.substring(hash).strip();
    }
    boolean doubleQuoted =
        old instanceof ScalarNode scalar && scalar.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED;
    lines.replace(start, end, anchor + quote(value, doubleQuoted) + comment);
    compose();
  }

  private static String quote(String value, boolean doubleQuoted) {
    if (doubleQuoted) {
      return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
    return PLAIN.matcher(value).matches() ? value : "'" + value.replace("'", "''") + "'";
  }

  /** Renames a key; its quotes are preserved. */
  void renameKey(List<String> path, String name) {
    Node key = entry(path).key();
    String old = text().substring(start(key), end(key));
    String quote = old.startsWith("\"") || old.startsWith("'") ? old.substring(0, 1) : "";
    lines.replace(start(key), end(key), quote + name + quote);
    compose();
  }

  /** Removes a key and its value; a mapping that becomes empty is written as <code>{}</code>. */
  void remove(List<String> path) {
    cut(entry(path));
    compose();
  }

  /** Replaces a mapping by its entries. */
  void dissolve(List<String> path) {
    Entry entry = entry(path);
    MappingNode inner = (MappingNode) entry.value();
    if (inner.getValue().isEmpty()) {
      cut(entry);
    } else if (inner.getFlowStyle() == FlowStyle.FLOW) {
      String separator = entry.isFlow() ? ", " : lines.newline() + " ".repeat(column(entry.key()));
      String entries =
          IntStream.range(0, inner.getValue().size())
              .mapToObj(index -> sourceOf(new Entry(inner, index)))
              .collect(Collectors.joining(separator));
      lines.replace(start(entry.key()), end(inner), entries);
    } else {
      dissolveBlock(entry, inner);
    }
    compose();
  }

  private void dissolveBlock(Entry entry, MappingNode inner) {
    int keyStart = start(entry.key());
    int headEnd = lines.lineEnd(keyStart);
    int bodyEnd = lines.lineEnd(end(inner));
    int column = column(entry.key());
    String head = text().substring(keyStart, headEnd);
    int hash = head.indexOf(" #");
    String comment = hash < 0 ? "" : head.substring(hash).strip() + lines.newline();
    String body =
        TextLines.indent(
            text().substring(headEnd, bodyEnd),
            column - column(inner.getValue().getFirst().getKeyNode()));
    if (!isFirstOfLine(entry.key())) {
      lines.replace(keyStart, bodyEnd, comment.isEmpty() ? body.stripLeading() : comment + body);
      return;
    }
    List<Integer> origins = new ArrayList<>();
    if (!comment.isEmpty()) {
      origins.add(originalLine(entry));
    }
    origins.addAll(lines.originalLines(headEnd, TextLines.breaks(body)));
    String indentedComment = comment.isEmpty() ? "" : " ".repeat(column) + comment;
    lines.replaceLines(lines.lineStart(keyStart), bodyEnd, indentedComment + body, origins);
  }

  /** Adds an entry after another one of the same mapping. */
  void insertAfter(List<String> sibling, List<String> blockLines, String flow) {
    Entry entry = entry(sibling);
    if (entry.isFlow()) {
      int end = end(entry);
      lines.replace(end, end, ", " + flow);
    } else {
      String indent = " ".repeat(column(entry.key()));
      insertLines(
          entry,
          blockLines.stream()
              .map(line -> indent + line + lines.newline())
              .collect(Collectors.joining()),
          List.of());
    }
    compose();
  }

  /**
   * Moves an entry, with the comment lines directly above it, after an entry of another mapping,
   * which may contain it.
   */
  void moveAfter(List<String> path, List<String> sibling) {
    Entry moved = entry(path);
    if (moved.isFlow()) {
      String source = sourceOf(moved);
      cut(moved);
      compose();
      insertAfter(sibling, List.of(source), source);
      return;
    }
    int movedColumn = column(moved.key());
    int from = lines.lineStart(start(moved.key()));
    int to = lines.lineEnd(end(moved));
    boolean whole = isFirstOfLine(moved.key()) && moved.parent().getValue().size() > 1;
    while (whole && from > 0 && isCommentLine(lines.lineStart(from - 1), movedColumn)) {
      from = lines.lineStart(from - 1);
    }
    String block =
        whole
            ? text().substring(from, to)
            : " ".repeat(movedColumn) + text().substring(start(moved.key()), to);
    List<Integer> origins = lines.originalLines(from, TextLines.breaks(block));
    if (whole) {
      lines.replaceLines(from, to, "", List.of());
    } else {
      cut(moved);
    }
    compose();
    Entry target = entry(sibling);
    insertLines(target, TextLines.indent(block, column(target.key()) - movedColumn), origins);
    compose();
  }

  private boolean isCommentLine(int lineStart, int column) {
    String line = text().substring(lineStart, lines.lineEnd(lineStart));
    return COMMENT_LINE.matcher(line).matches() && line.indexOf('#') == column;
  }

  private void insertLines(Entry sibling, String block, List<Integer> origins) {
    int position = lines.lineEnd(end(sibling));
    if (position == text().length() && !text().endsWith("\n")) {
      lines.replace(position, position, lines.newline());
      position = text().length();
    }
    int origin = originalLine(sibling);
    List<Integer> known =
        origins.isEmpty()
            ? IntStream.range(0, TextLines.breaks(block)).mapToObj(line -> origin).toList()
            : origins;
    String complete = block.endsWith("\n") ? block : block + lines.newline();
    lines.replaceLines(position, position, complete, known);
  }

  private void cut(Entry entry) {
    List<NodeTuple> siblings = entry.parent().getValue();
    int start = start(entry.key());
    int end = end(entry);
    if (siblings.size() == 1) {
      lines.replace(start, end, entry.isFlow() ? "" : "{}");
    } else if (!entry.isFlow() && isFirstOfLine(entry.key())) {
      lines.replaceLines(lines.lineStart(start), lines.lineEnd(end), "", List.of());
    } else if (entry.index() + 1 < siblings.size()) {
      lines.replace(start, start(siblings.get(entry.index() + 1).getKeyNode()), "");
    } else {
      lines.replace(end(new Entry(entry.parent(), entry.index() - 1)), end, "");
    }
  }

  /** The position after an entry, whose value may be an alias. */
  private int end(Entry entry) {
    if (isOwn(entry)) {
      return end(entry.value());
    }
    int keyStart = start(entry.key());
    String alias = "*" + entry.value().getAnchor();
    return text().indexOf(alias, keyStart) + alias.length();
  }

  private String sourceOf(Entry entry) {
    return text().substring(start(entry.key()), end(entry));
  }

  private Entry entry(List<String> path) {
    return find(path)
        .orElseThrow(
            () -> new IllegalArgumentException("there is no key " + String.join(".", path)));
  }

  private void compose() {
    try {
      root = new Yaml(new LoaderOptions()).compose(new StringReader(text()));
    } catch (YAMLException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT, "not valid YAML: " + e.getMessage(), e);
    }
  }

  private int start(Node node) {
    return text().offsetByCodePoints(0, node.getStartMark().getIndex());
  }

  /** The position after the last character of a node that is not part of a comment. */
  private int end(Node node) {
    int start = start(node);
    return switch (node) {
      case MappingNode mapping when mapping.getFlowStyle() != FlowStyle.FLOW ->
          mapping.getValue().stream()
              .mapToInt(tuple -> Math.max(end(tuple.getKeyNode()), end(tuple.getValueNode())))
              .filter(end -> end > start)
              .max()
              .orElse(start);
      case SequenceNode sequence when sequence.getFlowStyle() != FlowStyle.FLOW ->
          sequence.getValue().stream().mapToInt(this::end).max().orElse(start);
      default -> {
        int end = text().offsetByCodePoints(0, node.getEndMark().getIndex());
        while (end > start && Character.isWhitespace(text().charAt(end - 1))) {
          end--;
        }
        yield end;
      }
    };
  }

  private int column(Node node) {
    return start(node) - lines.lineStart(start(node));
  }

  private boolean isFirstOfLine(Node node) {
    return text().substring(lines.lineStart(start(node)), start(node)).isBlank();
  }
}
