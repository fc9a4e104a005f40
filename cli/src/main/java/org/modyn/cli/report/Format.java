package org.modyn.cli.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.modyn.cli.output.Counts;
import org.modyn.cli.report.log.LoggedPipeline;

/** Formats measurements and dates for the tables and the HTML report. */
final class Format {
  static final String NONE = "-";

  private Format() {}

  /** The day, UTC, of seconds since 1970. */
  static String day(long timestamp) {
    return Instant.ofEpochSecond(timestamp).atOffset(ZoneOffset.UTC).toLocalDate().toString();
  }

  static String day(OptionalLong timestamp) {
    return timestamp.isPresent() ? day(timestamp.getAsLong()) : NONE;
  }

  static String seconds(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  static String count(OptionalLong value) {
    return value.isPresent() ? Counts.text(value.getAsLong()) : NONE;
  }

  static String id(OptionalInt value) {
    return value.isPresent() ? Integer.toString(value.getAsInt()) : NONE;
  }

  static String metric(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.4f", value.getAsDouble()) : NONE;
  }

  /** The triggers, samples and times of a pipeline in one line. */
  static String costs(LoggedPipeline log) {
    return String.format(
        Locale.ROOT,
        "%s triggers, %s samples trained on in %s s; %s s in all",
        Counts.text(log.triggers().size()),
        Counts.text(log.samplesTrained()),
        seconds(log.trainingSeconds()),
        seconds(log.seconds()));
  }

  /** Describes the first model; empty when there is none. */
  static Optional<String> firstModel(PipelineResult result) {
    return result
        .firstModel()
        .map(
            trigger ->
                String.format(
                    Locale.ROOT,
                    "model %d of trigger %d, never trained again",
                    trigger.modelId().getAsInt(),
                    trigger.triggerId()));
  }
}
