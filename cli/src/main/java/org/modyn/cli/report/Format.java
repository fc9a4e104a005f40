package org.modyn.cli.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Formats measurements and dates for the table and the HTML report. */
final class Format {
  static final String NONE = "-";

  private Format() {}

  /** The day, UTC. */
  static String day(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC).toLocalDate().toString();
  }

  static String seconds(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  static String metric(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.4f", value.getAsDouble()) : NONE;
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
                    trigger.modelId(),
                    trigger.triggerId()));
  }
}
