package org.modyn.common.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a class in a JVM of its own, for tests of what might kill the JVM. */
public final class ChildJvm {
  private static final long PATIENCE_SECONDS = 120;

  private ChildJvm() {}

  /**
   * How a JVM ended.
   *
   * @param output standard output and standard error, mixed
   */
  public record Result(int exitCode, String output) {}

  /**
   * Runs {@code main} to its end, with the class path of this JVM.
   *
   * @param directory where it runs, and leaves its report when it crashes
   */
  public static Result run(Path directory, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    return run(List.of(), directory, main, arguments);
  }

  /**
   * As {@link #run(Path, Class, String...)}, by another program.
   *
   * @param prefix the program and its arguments, to which the command of the JVM is added
   */
  public static Result run(List<String> prefix, Path directory, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:-CreateCoredumpOnCrash",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (!process.waitFor(PATIENCE_SECONDS, SECONDS)) {
        throw new AssertionError("the process does not end:\n" + output);
      }
      return new Result(process.exitValue(), output);
    } finally {
      process.destroyForcibly();
    }
  }
}
