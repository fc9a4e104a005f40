package org.modyn.supervisor.evaluation.writer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.common.config.pipeline.evaluation.ResultWriterType;
import org.modyn.supervisor.evaluation.EvaluationRequest;
import org.modyn.supervisor.evaluation.EvaluationResult;

class ResultWritersTest {
  private static final List<EvaluationResult> RESULTS =
      List.of(
          result(21, 0, 100, true, Optional.of(0.5)),
          result(22, 0, 100, false, Optional.of(0.25)),
          result(21, 100, 200, false, Optional.empty()),
          result(22, 100, 200, true, Optional.of(0.75)),
          new EvaluationResult(
              request(22, 200, 300, true), Optional.of("EMPTY_DATASET"), 0, List.of()));

  @TempDir private Path directory;

  @Test
  void jsonWritesNoFiles() throws IOException {
    write(RESULTS, ResultWriterType.JSON);
    write(RESULTS);
    assertThat(files()).isEmpty();
  }

  @Test
  void dedicatedJsonHasAFileForEachTrigger() throws IOException {
    write(RESULTS, ResultWriterType.JSON_DEDICATED);

    assertThat(files()).containsExactly("10_1.eval", "10_2.eval");
    assertThat(JsonMapper.builder().build().readTree(directory.resolve("10_1.eval").toFile()))
        .hasToString(
            "{\"datasets\":[{\"mnist\":{\"dataset_size\":1000,"
                + "\"metrics\":[{\"name\":\"Accuracy\",\"result\":0.5}],"
                + "\"eval_handler\":\"slices\",\"interval_start\":0,\"interval_end\":100}},"
                + "{\"mnist\":{\"dataset_size\":1000,"
                + "\"metrics\":[{\"name\":\"Accuracy\",\"result\":null,"
                + "\"undefined_reason\":\"there are no samples\"}],"
                + "\"eval_handler\":\"slices\",\"interval_start\":100,\"interval_end\":200}}]}");
    assertThat(directory.resolve("10_2.eval"))
        .content()
        .contains("\"metrics\":[]", "\"failure_reason\":\"EMPTY_DATASET\"");
  }

  @Test
  void tensorBoardHasACurveForEachModelAndComposite() throws IOException {
    write(RESULTS, ResultWriterType.TENSORBOARD);

    assertThat(files()).containsExactly("events.out.tfevents.0000000010.modyn");
    assertThat(TensorBoardFileReader.read(directory.resolve(files().getFirst())))
        .containsExactly(
            "version brain.Event:2 at 100.0",
            "pipeline_10/mnist/Accuracy/slices/active at 100 (100.0): 0.5",
            "pipeline_10/mnist/Accuracy/slices/active at 200 (200.0): 0.75",
            "pipeline_10/mnist/Accuracy/slices/model_21 at 100 (100.0): 0.5",
            "pipeline_10/mnist/Accuracy/slices/model_22 at 100 (100.0): 0.25",
            "pipeline_10/mnist/Accuracy/slices/model_22 at 200 (200.0): 0.75",
            "pipeline_10/mnist/Accuracy/slices/trained at 100 (100.0): 0.25");
  }

  /** TensorBoard has written the file, and reads its curves: see tensorboard_events.py. */
  @Test
  void tensorBoardFilesAreThoseThatItsReaderReads() throws IOException {
    write(RESULTS, ResultWriterType.TENSORBOARD);

    try (var expected = getClass().getResourceAsStream("tensorboard.tfevents")) {
      assertThat(directory.resolve(files().getFirst())).hasBinaryContent(expected.readAllBytes());
    }
  }

  @Test
  void writingAgainReplacesTheFiles() throws IOException {
    ResultWriterType[] all = {ResultWriterType.JSON_DEDICATED, ResultWriterType.TENSORBOARD};
    write(RESULTS.subList(0, 2), all);
    write(RESULTS, all);
    List<String> twice = contents();
    write(RESULTS, all);
    assertThat(contents()).isEqualTo(twice).hasSize(3);
  }

  private List<String> contents() throws IOException {
    return files().stream().map(this::content).toList();
  }

  private String content(String file) {
    try {
      return HexFormat.of().formatHex(Files.readAllBytes(directory.resolve(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private void write(List<EvaluationResult> results, ResultWriterType... types) {
    EvaluationConfig config =
        new EvaluationConfig(
            List.of(),
            "cpu",
            List.of(),
            1,
            1,
            types.length == 0 ? Optional.empty() : Optional.of(List.of(types)));
    ResultWriters.write(
        config,
        10,
        directory,
        List.of(results.subList(0, 1), results.subList(1, results.size())).iterator());
  }

  private static EvaluationResult result(
      int model, long start, long end, boolean active, Optional<Double> value) {
    return new EvaluationResult(
        request(model, start, end, active),
        Optional.empty(),
        1000,
        List.of(
            new EvaluationResult.Metric(
                "Accuracy",
                value,
                value.isPresent() ? Optional.empty() : Optional.of("there are no samples"))));
  }

  private static EvaluationRequest request(int model, long start, long end, boolean active) {
    return new EvaluationRequest(
        model - 20,
        model - 10,
        model,
        Optional.of(active),
        Optional.of(!active),
        "slices",
        "mnist",
        start,
        Optional.of(end));
  }
}
