package org.modyn.benchmarks.faults;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.modyn.benchmarks.framework.Examples;
import org.modyn.cli.dataset.FlightsPreparation;

/** The data of the pipelines: the first flights of each of the first days, one file per day. */
record Flights(Path directory) {
  static final int DAYS = 36;
  static final int FLIGHTS_PER_DAY = 150;

  /** The number of weeks that a flight of the next week follows. */
  static final int TRIGGERS = (DAYS - 1) / 7;

  static final int SAMPLES = DAYS * FLIGHTS_PER_DAY;

  Flights {
    requireNonNull(directory, "directory is null");
  }

  /** Writes the files, with the times of their days. */
  static Flights prepare(Path directory) throws IOException {
    Path all = Files.createDirectories(directory.resolve("all-flights"));
    Path source = Examples.flights();
    new FlightsPreparation(source.toString()).prepare(source, all);
    Path flights = Files.createDirectories(directory.resolve("flights"));
    for (Path day : days(all)) {
      FileTime time = Files.getLastModifiedTime(day);
      Path target = Files.copy(day, flights.resolve(day.getFileName()));
      try (RandomAccessFile file = new RandomAccessFile(target.toFile(), "rw")) {
        file.setLength((long) FLIGHTS_PER_DAY * FlightsPreparation.RECORD_SIZE);
      }
      Files.setLastModifiedTime(target, time);
    }
    return new Flights(flights);
  }

  /** Returns the files, in chronological order. */
  List<Path> days() throws IOException {
    return days(directory);
  }

  private static List<Path> days(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".bin")).sorted().limit(DAYS).toList();
    }
  }

  /** Copies a file, complete and with its time, as if it had just arrived. */
  static void copy(Path day, Path target) throws IOException {
    Path temporary = target.resolve(day.getFileName() + ".tmp");
    Files.copy(
        day, temporary, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
    Files.move(temporary, target.resolve(day.getFileName()), StandardCopyOption.ATOMIC_MOVE);
  }
}
