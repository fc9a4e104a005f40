package org.modyn.cli.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The record of a finished preparation: a Java properties file in the dataset's directory.
 *
 * @param preparation its name and options
 * @param sourceChecksum SHA-256 of the source's content, hexadecimal
 * @param samples written
 * @param files in the directory, without this record
 * @param bytes of those files together
 */
record PreparationRecord(
    String preparation, String sourceChecksum, long samples, long files, long bytes) {
  static final String FILE_NAME = "preparation.properties";

  /** Reads the record; empty when no preparation has finished in the directory. */
  static Optional<PreparationRecord> read(Path directory) throws IOException {
    Path file = directory.resolve(FILE_NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, UTF_8)) {
      properties.load(reader);
    }
    try {
      return Optional.of(
          new PreparationRecord(
              properties.getProperty("preparation", ""),
              properties.getProperty("source_checksum", ""),
              Long.parseLong(properties.getProperty("samples", "")),
              Long.parseLong(properties.getProperty("files", "")),
              Long.parseLong(properties.getProperty("bytes", ""))));
    } catch (NumberFormatException e) {
      throw new IOException(file + " is damaged; delete it to prepare the dataset again", e);
    }
  }

  /** Creates the record of the files that are in the directory now. */
  static PreparationRecord of(
      Path directory, String preparation, String sourceChecksum, long samples) throws IOException {
    long files = 0;
    long bytes = 0;
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        if (!entry.endsWith(FILE_NAME)) {
          files++;
          bytes += Files.size(entry);
        }
      }
    }
    return new PreparationRecord(preparation, sourceChecksum, samples, files, bytes);
  }

  void write(Path directory) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("preparation", preparation);
    properties.setProperty("source_checksum", sourceChecksum);
    properties.setProperty("samples", Long.toString(samples));
    properties.setProperty("files", Long.toString(files));
    properties.setProperty("bytes", Long.toString(bytes));
    Path temporary = directory.resolve(FILE_NAME + ".tmp");
    try (Writer writer = Files.newBufferedWriter(temporary, UTF_8)) {
      properties.store(writer, null);
    }
    Files.move(temporary, directory.resolve(FILE_NAME), StandardCopyOption.ATOMIC_MOVE);
  }
}
