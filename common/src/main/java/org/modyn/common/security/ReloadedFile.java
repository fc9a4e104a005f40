package org.modyn.common.security;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.machine.MachineFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one or several files contain, read again when one of them changes. Whether they have changed
 * is checked when their content is asked for, at most once a second. While changed files cannot be
 * read, their content of before remains valid, and a warning is logged.
 */
final class ReloadedFile<T> {
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Logger log = LoggerFactory.getLogger(ReloadedFile.class);

  private final List<Path> files;
  private final Supplier<T> reader;
  private volatile T content;
  private volatile long lastCheck = System.nanoTime();
  private List<Optional<State>> states;

  private record State(FileTime modified, long size, Optional<Object> key) {}

  /**
   * Reads the files.
   *
   * @param reader reads and parses the files; its errors are {@link ModynException}s
   * @throws ModynException as {@code reader}
   */
  ReloadedFile(List<Path> files, Supplier<T> reader) {
    this.files = List.copyOf(files);
    this.reader = requireNonNull(reader, "reader is null");
    this.states = states();
    this.content = reader.get();
  }

  T content() {
    if (System.nanoTime() - lastCheck > PERIOD.toNanos()) {
      check();
    }
    return content;
  }

  private synchronized void check() {
    lastCheck = System.nanoTime();
    List<Optional<State>> current = states();
    if (current.equals(states)) {
      return;
    }
    List<Optional<State>> before = states;
    states = current;
    try {
      content = reader.get();
      log.info("Read {} again after a change", files);
    } catch (ModynException e) {
      if (MachineFault.in(e).isPresent()) {
        // the files are as they should be, and can be read later
        states = before;
      }
      log.warn("{}; the content of before the change remains valid", e.oneLine());
    }
  }

  private List<Optional<State>> states() {
    return files.stream().map(ReloadedFile::state).toList();
  }

  private static Optional<State> state(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(
          new State(
              attributes.lastModifiedTime(),
              attributes.size(),
              Optional.ofNullable(attributes.fileKey())));
    } catch (IOException e) {
      log.debug("Cannot find the state of {}", file, e);
      return Optional.empty();
    }
  }
}
