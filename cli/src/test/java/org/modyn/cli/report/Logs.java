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

  /**
   * The pipeline of {@link #weekly}, whose second training has chosen 2,000 of 10,000 samples in
   * two epochs, in 0.5 of its 0.8 seconds.
   */
  public static String downsampled() {
    return weekly()
        .replace(
            "\"num_samples_trained\": 2000,",
            """
            "epochs": [{"DownsampleSTB": 300.0, "BatchTimings": [1, 2]}, {"DownsampleBTS": 200}],
            "downsampling": {"num_samples_offered": 10000, "num_samples_chosen": 2000},
            "num_samples_trained": 2000,\
            """);
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
