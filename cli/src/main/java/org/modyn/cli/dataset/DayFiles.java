package org.modyn.cli.dataset;

import static java.util.Objects.requireNonNull;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.modyn.common.error.ModynException;

/**
 * Writes samples in chronological order to one file per day, {@code YYYY-MM-DD} and an extension,
 * last modified on that day at 00:00 UTC.
 */
final class DayFiles implements AutoCloseable {
  private final Path directory;
  private final String extension;
  private final byte[] header;
  private Optional<LocalDate> day = Optional.empty();
  private OutputStream output = OutputStream.nullOutputStream();
  private long samples;

  /**
   * @param extension of the files' names, with its dot
   * @param header the first bytes of each file
   */
  DayFiles(Path directory, String extension, byte[] header) {
    this.directory = requireNonNull(directory, "directory is null");
    this.extension = requireNonNull(extension, "extension is null");
    this.header = header.clone();
  }

  /**
   * Writes a sample.
   *
   * @param where its location in the source, for messages
   * @throws ModynException INVALID_ARGUMENT when its day is before that of the previous sample
   */
  void write(String where, LocalDate sampleDay, byte[] sample) throws IOException {
    if (day.isEmpty() || sampleDay.isAfter(day.get())) {
      completeDay();
      day = Optional.of(sampleDay);
      output =
          new BufferedOutputStream(
              Files.newOutputStream(TimedFiles.temporary(file(sampleDay))), 1 << 16);
      output.write(header);
    } else if (sampleDay.isBefore(day.get())) {
      throw ModynException.invalidArgument(
          "%s: %s is before the day of the previous line; lines must be in chronological order",
          where, sampleDay);
    }
    output.write(sample);
    samples++;
  }

  /** Completes the last file and returns how many samples were written. */
  long finish() throws IOException {
    completeDay();
    day = Optional.empty();
    return samples;
  }

  private void completeDay() throws IOException {
    output.close();
    if (day.isPresent()) {
      TimedFiles.complete(file(day.get()), day.get().atStartOfDay(ZoneOffset.UTC).toInstant());
    }
  }

  private Path file(LocalDate date) {
    return directory.resolve(date + extension);
  }

  @Override
  public void close() throws IOException {
    output.close();
    if (day.isPresent()) {
      Files.deleteIfExists(TimedFiles.temporary(file(day.get())));
    }
  }
}
