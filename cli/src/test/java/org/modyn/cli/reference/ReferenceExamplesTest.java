package org.modyn.cli.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.cli.dataset.DatasetFile;
import org.modyn.cli.pipeline.PipelineFile;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.ConfigSchema;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.schema.OptionFamily;
import org.modyn.ml.option.TrainingFamilies;
import org.yaml.snakeyaml.Yaml;

/** Reads the examples that {@code modyn explain} prints as parts of a pipeline file. */
final class ReferenceExamplesTest {
  private static final Path PIPELINE = Path.of("../examples/flights/pipeline.yaml");
  private static final Path DATASET = Path.of("../examples/flights/dataset.yaml");

  /** The sections whose kinds have examples, and the path to what contains them. */
  private static final Map<String, List<String>> EXPLAINED =
      Map.of(
          "model", List.of(),
          "training.optimizers", List.of("training"),
          "training.optimization_criterion", List.of("training"),
          "training.lr_scheduler", List.of("training"),
          "trigger", List.of(),
          "selection_strategy", List.of(),
          "selection_strategy.downsampling_config", List.of("selection_strategy"),
          "evaluation.handlers.strategy", List.of("evaluation", "handlers"),
          "evaluation.datasets.metrics", List.of("evaluation", "datasets"));

  @TempDir private Path directory;

  /**
   * An example.
   *
   * @param parent the path to the section that contains it
   * @param lines YAML with one key
   */
  private record Example(List<String> parent, String lines) {
    @Override
    public String toString() {
      return lines;
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleIsPartOfAValidPipeline(Example example) throws IOException {
    Map<String, Object> pipeline = new Yaml().load(Files.readString(PIPELINE));
    if (example.parent().equals(List.of("selection_strategy"))) {
      section(pipeline, example.parent()).put("name", "CoresetStrategy");
    }
    if (example.lines().contains("OffsetEvalStrategy")) {
      section(pipeline, example.parent()).put("execution_time", "after_training");
    }
    if (example.lines().contains("LossWeightedStrategy")) {
      section(pipeline, List.of("training")).put("record_samples", true);
    }
    // a trigger evaluates the model on the samples of its pipeline
    Map<String, Object> lines = new Yaml().load(example.lines().replace("my-dataset", "flights"));
    section(pipeline, example.parent()).putAll(lines);
    Path file = directory.resolve("pipeline.yaml");
    Files.writeString(file, new Yaml().dump(pipeline));

    assertThat(lines).hasSize(1);
    assertThatCode(() -> PipelineFile.load(file)).doesNotThrowAnyException();
  }

  private static Stream<Example> examples() {
    return EXPLAINED.entrySet().stream()
        .flatMap(
            explained ->
                examplesIn(ConfigSchema.explain(PipelineConfig.class, pathOf(explained.getKey())))
                    .map(lines -> new Example(explained.getValue(), lines)));
  }

  /** The options of the members of a family are a section of their own. */
  private static String pathOf(String section) {
    return switch (section) {
      case "training.optimizers" -> section + ".param_groups.config";
      case "model", "training.optimization_criterion", "training.lr_scheduler" ->
          section + ".config";
      default -> section;
    };
  }

  /** The blocks below the lines {@code Example:}, without their indentation. */
  private static Stream<String> examplesIn(String text) {
    List<String> examples = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int start = 0; start < lines.size(); start++) {
      if (lines.get(start).strip().equals("Example:")) {
        int indent = lines.get(start).indexOf("Example:");
        examples.add(
            String.join(
                    "\n",
                    lines.stream()
                        .skip(start + 1)
                        .takeWhile(line -> line.startsWith(" ".repeat(indent + 2)))
                        .toList())
                .stripIndent());
      }
    }
    return examples.stream();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> section(Map<String, Object> pipeline, List<String> path) {
    Map<String, Object> section = pipeline;
    for (String key : path) {
      Object value = section.get(key);
      section = (Map<String, Object>) (value instanceof List<?> items ? items.getFirst() : value);
    }
    return section;
  }

  @Test
  void everyMemberOfEveryFamilyHasAnExample() {
    String page = ReferencePage.render();
    for (OptionFamily family : new TrainingFamilies().families()) {
      SequencedMap<String, ? extends Class<?>> members = family.options();
      assertThat(members).isNotEmpty();
      for (String member : members.keySet()) {
        assertThat(examplesIn(page))
            .as(family.family() + " " + member)
            .anyMatch(
                example ->
                    example.contains(": " + member + "\n") || example.endsWith(": " + member));
      }
    }
  }

  @Test
  void everyExampleOfAFileFormatIsAValidDataset() {
    List<String> examples =
        examplesIn(ConfigSchema.explain(DatasetFile.class, "dataset.file_wrapper_config")).toList();

    assertThat(examples).hasSize(3);
    assertThat(examples)
        .allSatisfy(
            example ->
                assertThat(ConfigLoader.parse("example", example, DatasetFile.class)).isNotNull());
  }

  @Test
  void everyExampleOfAPreparationIsValid() throws IOException {
    String dataset = ConfigLoader.toJson(new Yaml().<Object>load(Files.readString(DATASET)));
    assertThat(examplesIn(ConfigSchema.explain(DatasetFile.class, "preparation")))
        .isNotEmpty()
        .allSatisfy(
            example -> {
              Map<String, Object> file = new Yaml().load(dataset);
              file.putAll(new Yaml().<Map<String, Object>>load(example));
              ConfigLoader.parse("example", ConfigLoader.toJson(file), DatasetFile.class);
            });
  }
}
