package org.modyn.common.testing;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Checks a pipeline log against the fields that the log reader of the original Modyn accepts.
 *
 * <p>The fields are data, in {@code original-log-fields.json}: for each record of the log its field
 * names, whether each is required, the alternatives for its type, and whether the reader rejects
 * other fields. {@code original-log-fields.py} beside it extracts them from a checkout of the
 * original.
 */
public final class OriginalLogFields {
  private final JsonNode models;
  private final JsonNode aliases;

  private OriginalLogFields(JsonNode fields) {
    this.models = requireNonNull(fields, "fields is null").path("models");
    this.aliases = fields.path("aliases");
  }

  /** Reads the field lists. */
  public static OriginalLogFields read() {
    try (InputStream input =
        OriginalLogFields.class.getResourceAsStream("original-log-fields.json")) {
      return new OriginalLogFields(JsonMapper.builder().build().readTree(input));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns one line for each reason to reject the log; empty when the reader accepts it. */
  public List<String> problemsOf(JsonNode log) {
    return problemsOfModel("PipelineLogs", log, "");
  }

  /**
   * Returns one line for each reason to reject an entry of a list in the log.
   *
   * @param model the name of its class in the original, as in {@code DriftTriggerEvalLog}
   */
  public List<String> problemsOfEntry(String model, JsonNode entry) {
    return problemsOfModel(model, entry, "");
  }

  private List<String> problemsOfModel(String name, JsonNode value, String path) {
    JsonNode model = models.path(name);
    if (model.isMissingNode()) {
      return List.of("%s: there is no %s".formatted(path, name));
    }
    if (!value.isObject()) {
      return List.of("%s: is not an object, but %s".formatted(path, value));
    }
    List<String> problems = new ArrayList<>();
    for (var field : model.path("fields").properties()) {
      String fieldPath = path + "/" + field.getKey();
      if (value.has(field.getKey())) {
        problems.addAll(
            problemsOfUnion(field.getValue().path("type"), value.get(field.getKey()), fieldPath));
      } else if (field.getValue().path("required").booleanValue()) {
        problems.add("%s: is missing in %s".formatted(fieldPath, name));
      }
    }
    if (model.path("closed").booleanValue()) {
      value
          .fieldNames()
          .forEachRemaining(
              key -> {
                if (!model.path("fields").has(key)) {
                  problems.add("%s/%s: %s has no such field".formatted(path, key, name));
                }
              });
    }
    if (name.equals("StageLog") && value.hasNonNull("info")) {
      problems.addAll(
          problemsOfModel(value.path("info_type").asText(), value.get("info"), path + "/info"));
    }
    return problems;
  }

  /** A value must be of one of the types; reports the problems of the one that fits best. */
  private List<String> problemsOfUnion(JsonNode types, JsonNode value, String path) {
    return Stream.iterate(0, index -> index < types.size(), index -> index + 1)
        .map(index -> problemsOfType(types.get(index), value, path))
        .min(Comparator.comparingInt(List::size))
        .orElseThrow();
  }

  private List<String> problemsOfType(JsonNode type, JsonNode value, String path) {
    if (type.isTextual()) {
      return isScalar(type.textValue(), value)
          ? List.of()
          : List.of("%s: is not of type %s, but %s".formatted(path, type.textValue(), value));
    }
    var constructor = type.properties().iterator().next();
    JsonNode argument = constructor.getValue();
    return switch (constructor.getKey()) {
      case "model" -> problemsOfModel(argument.textValue(), value, path);
      case "alias" -> problemsOfUnion(aliases.path(argument.textValue()), value, path);
      case "literal" ->
          contains(argument, value)
              ? List.of()
              : List.of("%s: is none of %s, but %s".formatted(path, argument, value));
      case "list" -> problemsOfElements(value, path, JsonNode::isArray, index -> argument);
      case "map" -> problemsOfElements(value, path, JsonNode::isObject, index -> argument);
      case "tuple" ->
          problemsOfElements(
              value, path, node -> node.isArray() && node.size() == argument.size(), argument::get);
      default -> throw new IllegalStateException("unknown type " + type);
    };
  }

  private List<String> problemsOfElements(
      JsonNode value, String path, Predicate<JsonNode> shape, IntFunction<JsonNode> types) {
    if (!shape.test(value)) {
      return List.of("%s: has another shape: %s".formatted(path, value));
    }
    List<String> problems = new ArrayList<>();
    int index = 0;
    for (JsonNode element : value) {
      problems.addAll(problemsOfUnion(types.apply(index), element, path + "/" + index));
      index++;
    }
    return problems;
  }

  private static boolean contains(JsonNode literals, JsonNode value) {
    for (JsonNode literal : literals) {
      if (literal.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isScalar(String type, JsonNode value) {
    return switch (type) {
      case "any" -> true;
      case "null" -> value.isNull();
      case "bool" -> value.isBoolean();
      case "int" -> value.isIntegralNumber();
      case "float" -> value.isNumber();
      case "str" -> value.isTextual();
      case "datetime" -> value.isTextual() && parses(LocalDateTime::parse, value);
      case "duration" -> value.isTextual() && parses(Duration::parse, value);
      default -> throw new IllegalStateException("unknown type " + type);
    };
  }

  private static boolean parses(Function<String, ?> parser, JsonNode value) {
    try {
      return parser.apply(value.textValue()) != null;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
