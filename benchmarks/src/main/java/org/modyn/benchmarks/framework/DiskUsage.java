package org.modyn.benchmarks.framework;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The size of files. */
public final class DiskUsage {
  private DiskUsage() {}

  /** Returns the size of all files in a directory in bytes; 0 if there is no such directory. */
  public static long of(Path directory) throws IOException {
    if (Files.notExists(directory)) {
      return 0;
    }
    List<Path> files;
    try (Stream<Path> paths = Files.walk(directory)) {
      files = paths.filter(Files::isRegularFile).toList();
    }
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }
}
