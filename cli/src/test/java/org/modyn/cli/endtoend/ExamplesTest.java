package org.modyn.cli.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.cli.command.ModynCommand;
import picocli.CommandLine;

/** The examples, for two triggers on less data. */
final class ExamplesTest {
  private static final Path EXAMPLES = Path.of("../examples");
  private static final int ROWS = 400;

  @TempDir private Path directory;

  @Test
  void mnist() throws IOException {
    Path example = Files.createDirectories(directory.resolve("mnist"));
    Path data = Files.createDirectories(example.resolve("data"));
    copy("mnist", "dataset.yaml", example);
    cut("train-images-idx3-ubyte.gz", 16, 28 * 28, 1499, data);
    cut("train-labels-idx1-ubyte.gz", 8, 1, 1499, data);
    cut("test-images-idx3-ubyte.gz", 16, 28 * 28, 1, data);
    cut("test-labels-idx1-ubyte.gz", 8, 1, 1, data);
    String pipeline =
        replace(
            Files.readString(EXAMPLES.resolve("mnist/pipeline.yaml")),
            "num_samples: 2000",
            "num_samples: 600");
    // 250 digits in each 6 hours
    Files.writeString(
        example.resolve("pipeline.yaml"), replace(pipeline, "eval_every: 1d", "eval_every: 6h"));

    JsonNode window = window(run(example), 1);

    assertThat(window.get("samples_trained").longValue()).isBetween(3500L, 3600L);
    // one in ten by chance
    assertThat(accuracy(window)).isGreaterThan(0.6);
  }

  @Test
  void tabular() throws IOException {
    Path example = Files.createDirectories(directory.resolve("tabular"));
    writeTable(example);
    copy("tabular", "dataset.yaml", example);
    copy("tabular", "pipeline.yaml", example);

    assertPredictsRain(run(example));
  }

  @Test
  void torchScript() throws IOException {
    Path example = Files.createDirectories(directory.resolve("torchscript"));
    writeTable(Files.createDirectories(directory.resolve("tabular")));
    copy("torchscript", "dataset.yaml", example);
    Files.writeString(
        example.resolve("pipeline.yaml"),
        replace(
            Files.readString(EXAMPLES.resolve("torchscript/pipeline.yaml")),
            "path: examples/torchscript/rain.pt",
            "path: " + EXAMPLES.resolve("torchscript/rain.pt").toAbsolutePath().normalize()));

    assertPredictsRain(run(example));
  }

  private static void assertPredictsRain(JsonNode result) {
    // of the second half-year, which has no rain on 60 % of its days
    assertThat(accuracy(window(result, 0))).isGreaterThan(0.7);
  }

  /** The first window after a trigger, which the trigger's model predicts. */
  private static JsonNode window(JsonNode result, int triggerId) {
    assertThat(result.get("triggers").intValue()).isEqualTo(2);
    assertThat(result.get("notes")).isEmpty();
    for (JsonNode window : result.at("/evaluations/0/windows")) {
      if (window.get("trigger_id").intValue() == triggerId) {
        return window;
      }
    }
    throw new AssertionError("no window after trigger " + triggerId + ": " + result);
  }

  private static double accuracy(JsonNode window) {
    return window.at("/metrics/Accuracy/newest").doubleValue();
  }

  private static void writeTable(Path folder) throws IOException {
    try (Stream<String> lines = Files.lines(EXAMPLES.resolve("tabular/weather.csv"))) {
      List<String> table = lines.limit(1 + ROWS).toList();
      Files.write(folder.resolve("weather.csv"), table, UTF_8);
    }
  }

  private static void copy(String example, String file, Path target) throws IOException {
    Files.copy(EXAMPLES.resolve(example).resolve(file), target.resolve(file));
  }

  private static String replace(String text, String part, String replacement) {
    assertThat(text).contains(part);
    return text.replace(part, replacement);
  }

  /** Writes an IDX file with its first items only. */
  private static void cut(String name, int headerSize, int itemSize, int items, Path target)
      throws IOException {
    byte[] content;
    try (InputStream input =
        new GZIPInputStream(Files.newInputStream(EXAMPLES.resolve("mnist/data").resolve(name)))) {
      content = input.readNBytes(headerSize + items * itemSize);
    }
    ByteBuffer.wrap(content).putInt(Integer.BYTES, items);
    try (OutputStream output = new GZIPOutputStream(Files.newOutputStream(target.resolve(name)))) {
      output.write(content);
    }
  }

  private JsonNode run(Path example) throws IOException {
    StringWriter output = new StringWriter();
    StringWriter error = new StringWriter();
    CommandLine line = ModynCommand.commandLine();
    line.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(error, true));
    int exitCode =
        line.execute(
            "run",
            example.resolve("pipeline.yaml").toString(),
            "--state-dir",
            directory.resolve("state").toString(),
            "--output",
            "json",
            "--first-model-trigger",
            "1");
    assertThat(error.toString()).isEmpty();
    assertThat(exitCode).isZero();
    return JsonMapper.builder().build().readTree(output.toString());
  }
}
