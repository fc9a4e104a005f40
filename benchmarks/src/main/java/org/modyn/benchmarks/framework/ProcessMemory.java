package org.modyn.benchmarks.framework;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The memory of processes on Linux. */
public final class ProcessMemory {
  private static final Pattern PRIVATE_MEMORY = Pattern.compile("RssAnon:\\s+(\\d+) kB");

  private ProcessMemory() {}

  /** Returns the memory in use without mapped files, in bytes; 0 if the process has ended. */
  public static long privateBytes(Process process) {
    Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .map(PRIVATE_MEMORY::matcher)
          .filter(Matcher::matches)
          .mapToLong(line -> Long.parseLong(line.group(1)) << 10)
          .findFirst()
          .orElse(0);
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException | UncheckedIOException e) {
      if (!process.isAlive()) {
        return 0;
      }
      throw e instanceof UncheckedIOException unchecked
          ? unchecked
          : new UncheckedIOException((IOException) e);
    }
  }
}
