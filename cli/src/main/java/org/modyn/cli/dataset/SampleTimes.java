package org.modyn.cli.dataset;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Parses the usual notations of times in tables. */
final class SampleTimes {
  private static final Pattern SECONDS = Pattern.compile("-?\\d{1,18}");

  /** A date; optionally a time of day after a space or a T; optionally an offset. */
  private static final DateTimeFormatter FORMAT =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("['T'][' ']")
          .appendOptional(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendPattern("[XXX]")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private SampleTimes() {}

  /**
   * Returns the day, in UTC, of a time that is written as an ISO 8601 date, with or without a time
   * of day and an offset, or in seconds since 1970; empty for other texts.
   */
  static Optional<LocalDate> day(String text) {
    String stripped = text.strip();
    try {
      if (SECONDS.matcher(stripped).matches()) {
        return Optional.of(
            LocalDate.ofInstant(Instant.ofEpochSecond(Long.parseLong(stripped)), ZoneOffset.UTC));
      }
      TemporalAccessor time =
          FORMAT.parseBest(stripped, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
      return Optional.of(
          switch (time) {
            case OffsetDateTime instant ->
                instant.withOffsetSameInstant(ZoneOffset.UTC).toLocalDate();
            case LocalDateTime local -> local.toLocalDate();
            default -> LocalDate.from(time);
          });
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
