package org.modyn.cli.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** The lines of a source in UTF-8, which is compressed with gzip when its name ends in .gz. */
final class SourceLines implements AutoCloseable {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final Path source;
  private final BufferedReader reader;
  private long number;

  private SourceLines(Path source, BufferedReader reader) {
    this.source = requireNonNull(source, "source is null");
    this.reader = requireNonNull(reader, "reader is null");
  }

  static SourceLines open(Path source) throws IOException {
    InputStream file = open(source, Files.newInputStream(source));
    return new SourceLines(
        source, new BufferedReader(new InputStreamReader(file, UTF_8.newDecoder())));
  }

  private static InputStream open(Path source, InputStream file) throws IOException {
    if (!source.toString().endsWith(".gz")) {
      return file;
    }
    try {
      return new GZIPInputStream(file, 1 << 16);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Returns the next line; empty at the end.
   *
   * @throws ModynException INVALID_ARGUMENT when the text is not UTF-8
   */
  Optional<String> next() throws IOException {
    number++;
    try {
      String line = reader.readLine();
      return Optional.ofNullable(
          line != null && number == 1 && line.startsWith(BYTE_ORDER_MARK)
              ? line.substring(BYTE_ORDER_MARK.length())
              : line);
    } catch (CharacterCodingException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT, "%s: the text is not UTF-8".formatted(source), e);
    }
  }

  /** File and number of the last line read, for messages. */
  String where() {
    return source + ":" + number;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
