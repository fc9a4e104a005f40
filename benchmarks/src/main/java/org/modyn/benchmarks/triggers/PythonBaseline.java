package org.modyn.benchmarks.triggers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.modyn.supervisor.drift.Features;

/**
 * The drift metrics in Python: each measurement is a process of the {@code python3} on the path,
 * which reports the seconds of the metric alone, after a warm-up.
 */
final class PythonBaseline {
  private static final String EXECUTABLE = "python3";
  private static final String CLASSIFIER = "classifier";

  private final Path directory;
  private final boolean hasSciPy;
  private final boolean hasScikitLearn;

  private PythonBaseline(Path directory, boolean hasSciPy, boolean hasScikitLearn) {
    this.directory = directory;
    this.hasSciPy = hasSciPy;
    this.hasScikitLearn = hasScikitLearn;
  }

  /** Writes the program and both windows to a directory, and finds which libraries there are. */
  static PythonBaseline prepare(Path directory, Features reference, Features current)
      throws IOException, InterruptedException {
    write(directory.resolve("reference.float32"), reference);
    write(directory.resolve("current.float32"), current);
    try (InputStream program = PythonBaseline.class.getResourceAsStream("baseline.py")) {
      Files.copy(program, directory.resolve("baseline.py"));
    }
    return new PythonBaseline(
        directory, canImport(directory, "numpy, scipy"), canImport(directory, "sklearn"));
  }

  private static void write(Path file, Features window) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(window.values().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(window.values());
    Files.write(file, bytes.array());
  }

  private static boolean canImport(Path directory, String modules)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(EXECUTABLE, "-c", "import " + modules);
    builder.directory(directory.toFile());
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      return builder.start().waitFor() == 0;
    } catch (IOException e) {
      // no python3
      return false;
    }
  }

  /** Returns whether the libraries of a row's baseline are there. */
  boolean has(String row) {
    return hasSciPy && (hasScikitLearn || !row.startsWith(CLASSIFIER));
  }

  /** Measures the baseline of a row once. */
  double seconds(String row) {
    ProcessBuilder builder = new ProcessBuilder(EXECUTABLE, "baseline.py", row);
    builder.directory(directory.toFile());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      Process process = builder.start();
      String seconds = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IllegalStateException("the Python baseline of " + row + " failed");
      }
      return Double.parseDouble(seconds);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    }
  }
}
