package org.modyn.selector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.modyn.common.file.DurableFiles;

/** A directory for one try of a property, deleted at its end. */
public record TemporaryDirectory(Path path) implements AutoCloseable {
  public static TemporaryDirectory create() {
    try {
      return new TemporaryDirectory(Files.createTempDirectory("selector-test"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Flips all bits of one byte of a file. */
  public static void damage(Path file, long offset) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      bytes[(int) offset] = (byte) ~bytes[(int) offset];
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Leaves the first {@code length} bytes of a file. */
  public static void cut(Path file, int length) {
    try {
      Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    DurableFiles.deleteRecursively(path);
  }
}
