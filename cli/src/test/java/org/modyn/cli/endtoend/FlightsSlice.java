package org.modyn.cli.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The flights example with the first 25 days only, and of those every tenth flight. */
record FlightsSlice(Path pipeline, Path source, long flights) {
  /** 2001-01-01, where the data begins. */
  static final long START = 978_307_200;

  /** Triggers that a replay of the slice fires: one for each week that has ended. */
  static final int TRIGGERS = 3;

  private static final Path EXAMPLE = Path.of("../examples/flights");
  private static final long END = START + 25 * 86_400;
  private static final int EVERY = 10;

  /**
   * Writes the example to a directory.
   *
   * @param epochs of each training; many make a long one
   */
  static FlightsSlice write(Path directory, int epochs) throws IOException {
    Files.createDirectories(directory);
    Files.copy(EXAMPLE.resolve("dataset.yaml"), directory.resolve("dataset.yaml"));
    String pipeline =
        replace(
            replace(
                Files.readString(EXAMPLE.resolve("pipeline.yaml")),
                "eval_end_at: 993945600",
                "eval_end_at: " + END),
            "epochs_per_trigger: 1\n",
            "epochs_per_trigger: " + epochs + "\n");
    Path source = directory.resolve("flights-2001-h1.csv.gz");
    return new FlightsSlice(
        Files.writeString(directory.resolve("pipeline.yaml"), pipeline),
        source,
        writeSource(source));
  }

  private static String replace(String text, String part, String replacement) {
    assertThat(text).contains(part);
    return text.replace(part, replacement);
  }

  private static long writeSource(Path source) throws IOException {
    long flights = 0;
    try (BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(
                        Files.newInputStream(EXAMPLE.resolve("flights-2001-h1.csv.gz"))),
                    UTF_8));
        BufferedWriter writer =
            new BufferedWriter(
                new OutputStreamWriter(
                    new GZIPOutputStream(Files.newOutputStream(source)), UTF_8))) {
      writer.write(reader.readLine() + "\n");
      int number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (Long.parseLong(line.substring(0, line.indexOf(','))) >= END) {
          break;
        }
        if (number++ % EVERY == 0) {
          writer.write(line + "\n");
          flights++;
        }
      }
    }
    return flights;
  }
}
