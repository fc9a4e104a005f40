package org.modyn.cli.convert;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.modyn.cli.convert.Conversion.Unreplaced;
import org.modyn.cli.convert.python.PythonFunctions;
import org.modyn.cli.convert.python.PythonFunctions.Kind;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.UserFunctions;
import org.modyn.common.function.expression.Expression;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Converts pipeline files that were written for the Python implementation to the form that this one
 * reads: Python functions are replaced by builtins, and an older layout by the current one. The
 * rest of the file is preserved byte for byte.
 */
public final class PipelineConverter {
  private static final Map<String, Kind> FUNCTIONS =
      Map.of(
          "bytes_parser_function", Kind.BYTES_PARSER,
          "label_transformer_function", Kind.LABEL_TRANSFORMER,
          "evaluation_transformer_function", Kind.EVALUATION_TRANSFORMER);

  private final YamlText yaml;
  private final List<Change> changes = new ArrayList<>();
  private final List<Unreplaced> unreplaced = new ArrayList<>();

  private PipelineConverter(YamlText yaml) {
    this.yaml = yaml;
  }

  /**
   * Converts the text of a pipeline file. A text that needs no change is returned as it is.
   *
   * @throws ModynException INVALID_ARGUMENT when the text is not YAML
   */
  public static Conversion convert(String text) {
    PipelineConverter converter = new PipelineConverter(new YamlText(text));
    converter.run();
    converter.changes.sort(Comparator.comparingInt(Change::line));
    return new Conversion(converter.yaml.text(), converter.changes, converter.unreplaced);
  }

  private void run() {
    new LayoutUpgrade(yaml, changes).run();
    Map<String, Integer> columns = columns();
    for (List<String> path : functions()) {
      replaceFunction(path, columns);
    }
  }

  private void replaceFunction(List<String> path, Map<String, Integer> columns) {
    int line = yaml.originalLine(yaml.find(path).orElseThrow());
    String field = Paths.format(path);
    try {
      Expression.Call builtin =
          PythonFunctions.toBuiltin(
              FUNCTIONS.get(path.getLast()), yaml.scalar(path).orElseThrow(), columns);
      yaml.replaceValue(path, builtin.toSource());
      changes.add(
          new Change(line, field, "a Python function", builtin.toSource(), reason(path, builtin)));
    } catch (ModynException e) {
      unreplaced.add(new Unreplaced(line, field, e.getMessage()));
    }
  }

  private String reason(List<String> path, Expression.Call builtin) {
    String reason = "the builtin that does the same";
    return builtin.name().equals("Image") && !makeOneSize(transformations(path))
        ? reason
            + "; no transformation resizes the images to a common size; specify the size that all"
            + " have, for example height=28, width=28"
        : reason;
  }

  /** The transformations in the same section as a parser. */
  private List<String> transformations(List<String> parser) {
    List<String> path = Paths.child(parser.subList(0, parser.size() - 1), "transformations");
    return yaml
        .find(path)
        .map(YamlText.Entry::value)
        .filter(SequenceNode.class::isInstance)
        .map(list -> ((SequenceNode) list).getValue())
        .orElse(List.of())
        .stream()
        .filter(ScalarNode.class::isInstance)
        .map(text -> ((ScalarNode) text).getValue())
        .toList();
  }

  private static boolean makeOneSize(List<String> transformations) {
    try {
      return UserFunctions.readTransformations(transformations).stream()
          .anyMatch(
              call ->
                  switch (call.function()) {
                    case "CenterCrop", "RandomCrop", "RandomResizedCrop" -> true;
                    case "Resize" -> call.wholes("size").size() == 2;
                    default -> false;
                  });
    } catch (ModynException e) {
      // their problems are reported by the validation of the file
      return true;
    }
  }

  private List<List<String>> functions() {
    List<List<String>> paths = new ArrayList<>();
    visit(
        yaml.root(),
        List.of(),
        path -> {
          boolean python =
              FUNCTIONS.containsKey(path.getLast())
                  && yaml.scalar(path).filter(Expression::isPythonFunction).isPresent()
                  && yaml.isOwn(yaml.find(path).orElseThrow());
          if (python) {
            paths.add(path);
          }
        });
    return paths;
  }

  /** Visits each key; the content of an anchor is visited where it is defined. */
  private void visit(Node node, List<String> path, Consumer<List<String>> keys) {
    if (node instanceof MappingNode mapping) {
      for (int index = 0; index < mapping.getValue().size(); index++) {
        YamlText.Entry entry = new YamlText.Entry(mapping, index);
        if (entry.key() instanceof ScalarNode key && yaml.isOwn(entry)) {
          List<String> child = Paths.child(path, key.getValue());
          keys.accept(child);
          visit(entry.value(), child, keys);
        }
      }
    } else if (node instanceof SequenceNode sequence) {
      for (int index = 0; index < sequence.getValue().size(); index++) {
        if (yaml.isBehind(sequence.getValue().get(index), sequence)) {
          visit(sequence.getValue().get(index), Paths.child(path, "" + index), keys);
        }
      }
    }
  }

  /** The length of the model's inputs, from its options. */
  private Map<String, Integer> columns() {
    Map<String, Integer> columns = new HashMap<>();
    yaml.find(List.of("model", "config", "categorical_features_info"))
        .map(YamlText.Entry::value)
        .filter(MappingNode.class::isInstance)
        .ifPresent(
            info -> columns.put("categorical_input", ((MappingNode) info).getValue().size()));
    yaml.scalar(List.of("model", "config", "num_numerical_features"))
        .filter(text -> text.matches("\\d{1,9}"))
        .ifPresent(text -> columns.put("numerical_input", Integer.valueOf(text)));
    Optional<String> model = yaml.scalar(List.of("model", "id"));
    if (model.equals(Optional.of("Dummy"))) {
      // The class has one linear layer of two inputs.
      columns.put("data", 2);
    }
    return columns;
  }
}
