package org.modyn.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.cli.command.ModynCommand;
import picocli.CommandLine;

/** {@code modyn rehearse}: pipelines of the examples, and mistakes in them. */
final class RehearseCommandTest {
  private static final Path EXAMPLES = Path.of("../examples");
  private static final int INTERRUPTED = 130;

  @TempDir private Path directory;

  private final StringWriter output = new StringWriter();
  private final StringWriter error = new StringWriter();

  @Test
  void rehearsesGoodAndWrongPipelines() throws IOException {
    Path flights = EXAMPLES.resolve("flights/pipeline.yaml");
    Path tabular = EXAMPLES.resolve("tabular/pipeline.yaml");
    Path digits =
        changed(
            EXAMPLES.resolve("mnist/pipeline.yaml"),
            """
              lr_scheduler:
                name: CosineAnnealingLR
                source: PyTorch
                step_every: batch
                optimizers: [default]
                config:
                  T_max: MODYN_NUM_BATCHES
            """,
            "");
    Path diverging = changed(flights, "lr: 0.001", "lr: 1.0e+30");
    Path evaluatedOtherwise =
        changed(
            flights,
            "          Field(\"origin\", \"uint16\", tensor=\"categorical_input\"),\n"
                + "          Field(\"destination\"",
            "          Field(\"origin\", \"uint32\", tensor=\"categorical_input\"),\n"
                + "          Field(\"destination\"");
    Path unreadable = Files.writeString(directory.resolve("unreadable.yaml"), "pipeline: {}\n");

    int exitCode =
        rehearse(
            flights,
            "--output",
            "json",
            tabular.toString(),
            digits.toString(),
            diverging.toString(),
            evaluatedOtherwise.toString(),
            unreadable.toString());

    assertThat(exitCode).isEqualTo(1);
    JsonNode rehearsals =
        JsonMapper.builder().build().readTree(output.toString()).get("rehearsals");
    assertThat(rehearsals).hasSize(6);
    assertThat(rehearsals.get(0).get("error").isNull()).as(error.toString()).isTrue();
    assertThat(rehearsals.get(0).get("triggers").intValue()).isEqualTo(2);
    assertThat(rehearsals.get(0).get("models").intValue()).isEqualTo(2);
    // Four weeks for each of two models.
    assertThat(rehearsals.get(0).get("evaluations").intValue()).isEqualTo(8);
    assertThat(rehearsals.get(0).get("evaluations_without_data").intValue()).isZero();
    assertThat(rehearsals.get(0).get("generated").get(0).get("samples").intValue()).isEqualTo(37);
    assertThat(rehearsals.get(0).get("changed").get(0).get("field").textValue())
        .isEqualTo("training.batch_size");
    assertThat(rehearsals.get(1).get("error").isNull()).as(error.toString()).isTrue();
    assertThat(rehearsals.get(1).get("triggers").intValue()).isEqualTo(2);
    assertThat(rehearsals.get(2).get("error").isNull()).as(error.toString()).isTrue();
    assertThat(rehearsals.get(2).get("generated").get(0).get("description").textValue())
        .contains("(grey images of 28 x 28 pixels), labels 0, 1, 2, 9,");
    assertThat(rehearsals.get(3).get("error").textValue())
        .startsWith("pipeline 1 failed: ")
        .contains("loss")
        .hasLineCount(1);
    assertThat(rehearsals.get(4).get("error").textValue())
        .startsWith("pipeline 1 failed: the evaluation of model ")
        .contains("has 8 bytes, but bytes_parser_function describes a record of 10 bytes");
    assertThat(rehearsals.get(5).get("error").textValue())
        .startsWith(unreadable + " has 7 problems:");
    assertThat(error.toString().lines().filter(line -> line.startsWith("error: "))).hasSize(3);
    assertNothingIsLeft();
  }

  @Test
  void makesUpAVocabularyAndASizeOfImages() throws IOException {
    Path texts =
        pipeline(
            "texts",
            "{id: ArticleNet, config: {num_classes: 3, layers: 1, dim: 8, heads: 2, hidden_dim:"
                + " 8}}",
            "{dataset_id: articles, bytes_parser_function: Utf8(),"
                + " tokenizer: DistilBertTokenizerTransform(60)}");
    Path images =
        pipeline(
            "images",
            "{id: ResNet18, config: {num_classes: 10}}",
            "{dataset_id: images, bytes_parser_function: 'Image(mode=\"RGB\")',"
                + " transformations: [transforms.ToTensor()]}");

    assertThat(rehearse(texts, images.toString(), "--device", "cpu")).as(error.toString()).isZero();

    assertThat(output.toString().lines())
        .anyMatch(
            line ->
                line.matches(
                    "changed: data.tokenizer: DistilBertTokenizerTransform\\(60\\) ->"
                        + " DistilBertTokenizerTransform\\(60, file=\".*vocabulary.txt\"\\)"))
        .anyMatch(line -> line.startsWith("note: data.tokenizer: uses a generated vocabulary"))
        .contains(
            "changed: data.bytes_parser_function: Image(mode=\"RGB\") -> Image(mode=\"RGB\","
                + " height=64, width=64)",
            "note: data.bytes_parser_function: generates images of 64 x 64 pixels; a run needs"
                + " their size in the file, for example Image(mode=\"RGB\", height=28, width=28)")
        .filteredOn(line -> line.startsWith("rehearsed in "))
        .hasSize(2)
        .allMatch(line -> line.contains(": 2 triggers, 2 models, "));
    assertNothingIsLeft();
  }

  private Path pipeline(String name, String model, String data) throws IOException {
    return Files.writeString(
        directory.resolve(name + ".yaml"),
        """
        pipeline: {name: %s}
        model: %s
        model_storage: {full_model_strategy: {name: PyTorchFullModel}}
        training:
          gpus: 1
          dataloader_workers: 1
          use_previous_model: true
          initial_model: random
          batch_size: 4
          shuffle: false
          device: cpu
          optimizers:
            - {name: o, algorithm: SGD, source: PyTorch, param_groups: [{module: model, config: {lr: 0.01}}]}
          optimization_criterion: {name: CrossEntropyLoss}
          checkpointing: {activated: false}
        data: %s
        trigger: {id: DataAmountTrigger, num_samples: 100}
        selection_strategy:
          {name: NewDataStrategy, maximum_keys_in_memory: 1000, limit: -1, tail_triggers: 0}
        """
            .formatted(name, model, data));
  }

  @Test
  void printsForPeopleAndKeepsWhatItIsToKeep() throws IOException {
    Path flights = EXAMPLES.resolve("flights/pipeline.yaml");
    assertThat(rehearse(flights, "--keep", "--device", "cpu")).as(error.toString()).isZero();
    assertThat(output.toString().lines())
        .contains("changed: training.batch_size: 512 -> 4")
        .anyMatch(line -> line.startsWith("generated: dataset flights: 37 samples (records of 8"))
        .last()
        .asString()
        .matches("rehearsed in [0-9.]+ s: 2 triggers, 2 models, 8 evaluations");
    assertThat(directory.resolve("state/rehearsals"))
        .isDirectoryRecursivelyContaining("glob:**/rehearsal.log")
        .isDirectoryRecursivelyContaining("glob:**/datasets/0/000000.bin");
    assertThat(ModynProcess.processesIn(directory)).isEmpty();
  }

  @Test
  void leavesNothingBehindWhenInterrupted() throws Exception {
    for (String moment : new String[] {"starting the servers", "pipeline 1 (flights)"}) {
      try (ModynProcess process =
          ModynProcess.start(
              "rehearse",
              EXAMPLES.resolve("flights/pipeline.yaml").toString(),
              "--state-dir",
              directory.resolve("state").toString())) {
        process.awaitError(moment);
        process.signal("INT");
        assertThat(process.awaitExit()).as(process.error()).isEqualTo(INTERRUPTED);
        assertThat(process.error()).contains("interrupted, stopping ...").doesNotContain("error");
        assertThat(process.output()).doesNotContain("rehearsed");
      }
      assertNothingIsLeft();
    }
  }

  private void assertNothingIsLeft() {
    assertThat(directory.resolve("state/rehearsals")).isEmptyDirectory();
    assertThat(ModynProcess.processesIn(directory)).isEmpty();
  }

  private Path changed(Path pipeline, String part, String replacement) throws IOException {
    String text = Files.readString(pipeline);
    int last = text.lastIndexOf(part);
    assertThat(last).as(part).isPositive();
    return Files.writeString(
        Files.createTempFile(directory, "changed", ".yaml"),
        text.substring(0, last) + replacement + text.substring(last + part.length()));
  }

  private int rehearse(Path file, String... more) {
    String[] arguments = new String[4 + more.length];
    arguments[0] = "rehearse";
    arguments[1] = file.toString();
    arguments[2] = "--state-dir";
    arguments[3] = directory.resolve("state").toString();
    System.arraycopy(more, 0, arguments, 4, more.length);
    CommandLine line = ModynCommand.commandLine();
    line.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(error, true));
    return line.execute(arguments);
  }
}
