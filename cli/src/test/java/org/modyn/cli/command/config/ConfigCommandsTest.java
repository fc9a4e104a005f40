package org.modyn.cli.command.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.cli.command.ModynCommand;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.ConfigSchema;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine;

/** Commands about configuration files. */
final class ConfigCommandsTest {
  private static final Path EXAMPLE = Path.of("../examples/flights/pipeline.yaml");

  @TempDir private Path directory;

  private final StringWriter output = new StringWriter();
  private final StringWriter error = new StringWriter();

  @Test
  void aValidFileIsValid() {
    assertThat(execute("validate", EXAMPLE.toString())).isZero();
    assertThat(output.toString()).isEqualTo(EXAMPLE + ": valid" + System.lineSeparator());
    assertThat(error.toString()).isEmpty();
  }

  @Test
  void allProblemsOfAllFilesAreListed() throws IOException {
    String example = Files.readString(EXAMPLE);
    Path wrong =
        Files.writeString(
            directory.resolve("wrong.yaml"),
            example.replace("batch_size:", "batchsize:").replace("every:", "evry:"));

    assertThat(execute("validate", wrong.toString(), EXAMPLE.toString(), "nowhere.yaml"))
        .isEqualTo(1);
    assertThat(error.toString())
        .contains(wrong + " has ")
        .containsPattern(":\\d+:\\d+: training.batchsize: unknown field; did you mean")
        .containsPattern(":\\d+:\\d+: trigger.evry: unknown field; did you mean \"every\"")
        .contains("no such file: nowhere.yaml");
    assertThat(output.toString()).contains(EXAMPLE + ": valid");
  }

  @Test
  void optionsOfWhatAFileNamesAreChecked() throws IOException {
    Path wrong =
        Files.writeString(
            directory.resolve("wrong.yaml"),
            Files.readString(EXAMPLE)
                .replace("embedding_dim:", "embeding_dim:")
                .replace("lr: 0.001", "lr: fast")
                .replace("name: BCEWithLogitsLoss", "name: BCEWithLogitLoss"));

    assertThat(execute("validate", wrong.toString())).isEqualTo(1);
    assertThat(error.toString())
        .contains(wrong + " has 3 problems:")
        .containsPattern(
            ":\\d+:5: model.config.embeding_dim: unknown field; did you mean \"embedding_dim\"")
        .containsPattern(
            ":\\d+:\\d+: training.optimizers\\[0].param_groups\\[0].config.lr: must be a number")
        .containsPattern(
            ":\\d+:\\d+: training.optimization_criterion.name: unknown criterion"
                + " \"BCEWithLogitLoss\"; did you mean \"BCEWithLogitsLoss\"");
  }

  @Test
  void whatValidatesRuns() throws IOException {
    String example = Files.readString(EXAMPLE);
    Path wrong =
        Files.writeString(
            directory.resolve("wrong.yaml"),
            example
                .replace("epochs_per_trigger: 1", "epochs_per_trigger: 0")
                .replace("    embedding_dim: 16\n", "")
                .replace("    top_mlp_sizes: [64, 1]\n", ""));
    assertThat(wrong).content().isNotEqualTo(example);
    assertThat(execute("validate", wrong.toString())).isEqualTo(1);
    assertThat(error.toString())
        .contains("model.config.embedding_dim: is required")
        .contains("model.config.top_mlp_sizes: is required")
        .contains("training.epochs_per_trigger: ");

    error.getBuffer().setLength(0);
    Path unknown =
        Files.writeString(
            directory.resolve("unknown.yaml"),
            example.replace("id: DLRM", "id: LogisticRegression"));
    assertThat(execute("validate", unknown.toString())).isEqualTo(1);
    assertThat(error.toString())
        .contains("model.id: unknown model \"LogisticRegression\"")
        .contains("allowed: ");
  }

  @Test
  void functionsAreCheckedAsTheyWillRun() throws IOException {
    String functions =
        """
          label_transformer_function: |
            public long transform(long label) {
              return label + offset;
            }
        data:
          dataset_id: flights
          bytes_parser_function: Csv()
        trigger:
        """;
    String example = Files.readString(EXAMPLE);
    int from = example.indexOf("\ndata:\n") + 1;
    Path wrong =
        Files.writeString(
            directory.resolve("wrong.yaml"),
            example.substring(0, from)
                + functions.substring(functions.indexOf("data:"), functions.indexOf("trigger:"))
                + functions.substring(0, functions.indexOf("data:"))
                + example.substring(example.indexOf("\ntrigger:\n") + 1));
    assertThat(execute("validate", wrong.toString())).isEqualTo(1);
    assertThat(error.toString())
        .containsPattern("wrong.yaml:\\d+:\\d+: data.bytes_parser_function: Csv: ")
        .containsPattern("wrong.yaml:\\d+:\\d+: data.label_transformer_function: ")
        .contains("offset");
  }

  /** Nested or repeated 3,000 times, as a slip or an attacker would. */
  static Stream<String> hostileTexts() {
    String python = "def f(x):\n  return ";
    return Stream.of(
        "[".repeat(3_000),
        "(".repeat(3_000),
        "{".repeat(3_000),
        "Record(fields=[".repeat(3_000),
        "Record" + ".a".repeat(3_000),
        "Record(" + "-".repeat(3_000),
        "class:a" + ".a".repeat(3_000) + ".",
        "@a ".repeat(3_000) + "long b() {",
        python + "(".repeat(3_000),
        python + "[".repeat(3_000),
        python + "x" + ".a()".repeat(3_000),
        python + "\"" + "a".repeat(30_000) + "\"",
        "def f(x):\n" + "  x = x.a()\n".repeat(3_000) + "  return x");
  }

  @ParameterizedTest
  @MethodSource("hostileTexts")
  void anyTextOfAFunctionIsAnError(String text) throws IOException {
    String example = Files.readString(EXAMPLE);
    String section =
        "data:\n  dataset_id: flights\n  bytes_parser_function: |\n"
            + text.indent(4)
            + example.substring(example.indexOf("\ntrigger:\n") + 1);
    Path file =
        Files.writeString(
            directory.resolve("hostile.yaml"),
            example.substring(0, example.indexOf("\ndata:\n") + 1) + section);
    assertThat(execute("validate", file.toString())).isEqualTo(1);
    assertThat(error.toString())
        .containsPattern("hostile.yaml:\\d+:\\d+: data.bytes_parser_function: ")
        .doesNotContain("internal error");
    execute("convert", file.toString(), "--out", directory.resolve("out.yaml").toString());
    assertThat(error.toString()).doesNotContain("internal error").doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- "})
  void nestedYamlIsAnError(String opening) throws IOException {
    Path file =
        Files.writeString(directory.resolve("nested.yaml"), "a: " + opening.repeat(3_000) + "\n");
    assertThat(execute("validate", file.toString())).isEqualTo(1);
    assertThat(error.toString()).contains("nested.yaml").doesNotContain("internal error");
    error.getBuffer().setLength(0);
    assertThat(
            execute("convert", file.toString(), "--out", directory.resolve("out.yaml").toString()))
        .isEqualTo(1);
    assertThat(error.toString()).contains("nested.yaml").doesNotContain("internal error");
  }

  @Test
  void systemConfigurationsAreValidatedToo() throws IOException {
    Path system = Files.writeString(directory.resolve("modyn.yaml"), "storage: {port: 1}\n");

    assertThat(execute("validate", "--system", system.toString())).isZero();
    assertThat(execute("validate", system.toString())).isEqualTo(1);
    Path wrong =
        Files.writeString(
            directory.resolve("wrong.yaml"),
            """
            storage:
              datasets:
                - name: numbers
                  description: numbers
                  version: "1"
                  base_path: /data
                  filesystem_wrapper_type: LocalFilesystemWrapper
                  file_wrapper_type: BinaryFileWrapper
                  file_wrapper_config: {record_size: 4, label_size: 4, byteorder: big}
            """);
    assertThat(execute("validate", "--system", wrong.toString())).isEqualTo(1);
    assertThat(error.toString())
        .contains(
            ":9:42: storage.datasets[0].file_wrapper_config.record_size: must be larger than"
                + " label_size (4)");
  }

  @Test
  void datasetFilesAreValidatedAsTheyAreRun() throws IOException {
    Path example = Path.of("../examples/flights/dataset.yaml");
    assertThat(execute("validate", "--dataset", example.toString())).as(error.toString()).isZero();
    assertThat(output.toString()).isEqualTo(example + ": valid" + System.lineSeparator());

    Path wrong =
        Files.writeString(
            directory.resolve("dataset.yaml"),
            Files.readString(example)
                .replace("record_size: 9", "record_size: 1")
                .replace("LocalFilesystemWrapper", "LocalFileSystemWraper")
                .replace("source: flights-2001", "sourc: flights-2001"));
    assertThat(execute("validate", "--dataset", wrong.toString())).isEqualTo(1);
    assertThat(error.toString())
        .contains("dataset.file_wrapper_config.record_size: must be larger than label_size (1)")
        .contains("dataset.filesystem_wrapper_type: unknown type of filesystem")
        .contains("did you mean \"LocalFilesystemWrapper\"?")
        .contains("preparation.sourc: unknown field");

    Path elsewhere =
        Files.writeString(directory.resolve("elsewhere.yaml"), Files.readString(example));
    error.getBuffer().setLength(0);
    assertThat(execute("validate", "--dataset", elsewhere.toString())).isEqualTo(1);
    assertThat(error.toString())
        .contains(
            "preparation.source: no such file or directory: "
                + directory.resolve("flights-2001-h1.csv.gz"));
    assertThat(execute("validate", "--dataset", "--system", wrong.toString())).isEqualTo(2);
  }

  @Test
  void aDatasetIsOnAFilesystemThatFitsItsPath() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("dataset.yaml"),
            """
            dataset:
              name: far
              description: in a bucket
              version: "1"
              base_path: s3://bucket/folder
              filesystem_wrapper_type: LocalFilesystemWrapper
              file_wrapper_type: BinaryFileWrapper
              file_wrapper_config: {byteorder: little, record_size: 2, label_size: 1}
            """);
    assertThat(execute("validate", "--dataset", file.toString())).isEqualTo(1);
    assertThat(error.toString())
        .contains(
            "dataset.yaml:6:28: dataset.filesystem_wrapper_type: LocalFilesystemWrapper reads"
                + " directories and S3FilesystemWrapper s3://bucket/prefix, but base_path is"
                + " s3://bucket/folder");
  }

  static Stream<Path> examples() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("../examples"))) {
      return folders
          .map(folder -> folder.resolve("pipeline.yaml"))
          .filter(Files::exists)
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theSchemaTakesWhatIsValid(Path example) throws IOException {
    assertThat(execute("validate", example.toString())).as(error.toString()).isZero();
    output.getBuffer().setLength(0);
    assertThat(execute("schema")).isZero();
    JsonSchema schema =
        JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(output.toString());
    String pipeline = Files.readString(example);
    assertThat(schema.validate(json(pipeline), InputFormat.JSON)).isEmpty();
    String wrong = pipeline.replace("lr:", "lrr:");
    assertThat(schema.validate(json(wrong), InputFormat.JSON))
        .extracting(ValidationMessage::getMessage)
        .anyMatch(message -> message.contains("lrr"));
  }

  /** Of every model, optimizer, criterion, scheduler and kind of files on the class path. */
  @ParameterizedTest
  @EnumSource(ConfigKind.class)
  void everyOptionIsDescribed(ConfigKind kind) throws IOException {
    JsonNode definitions =
        JsonMapper.builder()
            .build()
            .readTree(ConfigSchema.toJsonSchema(kind.type(), kind.title()))
            .get("$defs");
    assertThat(definitions.properties())
        .filteredOn(definition -> !definition.getValue().has("oneOf"))
        .isNotEmpty()
        .allSatisfy(
            definition -> {
              assertThat(definition.getValue().has("description")).as(definition.getKey()).isTrue();
              assertThat(definition.getValue().at("/properties").properties())
                  .filteredOn(property -> !property.getValue().has("const"))
                  .allSatisfy(
                      property ->
                          assertThat(property.getValue().has("description"))
                              .as("%s.%s", definition.getKey(), property.getKey())
                              .isTrue());
            });
  }

  private static String json(String yaml) {
    return ConfigLoader.toJson(new Yaml().<Map<String, Object>>load(yaml));
  }

  @Test
  void explainsFields() {
    assertThat(execute("explain", "trigger.TimeTrigger.every")).isZero();
    assertThat(output.toString()).startsWith("trigger.TimeTrigger.every: text; required");
    assertThat(execute("explain", "--system", "storage.port")).isZero();
    assertThat(output.toString()).contains("whole number, between 0 and 65535; default 50051");
    assertThat(execute("explain", "model.DLRM")).isZero();
    assertThat(output.toString()).contains("embedding_dim: whole number, at least 1; required");
    assertThat(execute("explain", "training.optimizers.param_groups.config.lr")).isZero();
    assertThat(output.toString()).contains("default 0.001\n    Learning rate");
    assertThat(execute("explain", "trainig")).isEqualTo(1);
    assertThat(error.toString())
        .startsWith("error: there is no field \"trainig\"; did you mean \"training\"?");
  }

  @Test
  void printsSchemas() {
    assertThat(execute("schema")).isZero();
    assertThat(output.toString()).contains("draft/2020-12", "\"Modyn pipeline\"", "batch_size");
    assertThat(execute("schema", "--system")).isZero();
    assertThat(output.toString()).contains("state_directory");
    assertThat(execute("schema", "--dataset")).isZero();
    assertThat(output.toString()).contains("\"Modyn dataset\"", "preparation");
  }

  private int execute(String... arguments) {
    CommandLine line = ModynCommand.commandLine();
    line.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(error, true));
    return line.execute(arguments);
  }
}
