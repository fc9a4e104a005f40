package org.modyn.cli.report;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.modyn.cli.report.log.LoggedPipeline;
import org.modyn.cli.report.log.PipelineLogReader;

/** Small pipeline logs. */
public final class Logs {
  private static final String WEEKLY = "/org/modyn/cli/report/weekly.json";

  private Logs() {}

  /**
   * A pipeline of three weekly triggers. The handler {@code weekly} evaluates the models on the
   * four weeks from the first on: the ROC-AUC of the model of trigger t on week w is 0.6 + (t + 1)
   * / 100 + w / 1000 (without the last part for trigger 0), and undefined for trigger 1 on week 2.
   * The handler {@code next} evaluates each model once, on another dataset after its training.
   */
  public static String weekly() {
    try (InputStream content = Logs.class.getResourceAsStream(WEEKLY)) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a log as a file of the name {@code test.log}. */
  public static LoggedPipeline read(String log) {
    try (InputStream content = new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8))) {
      return PipelineLogReader.read("test.log", content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
