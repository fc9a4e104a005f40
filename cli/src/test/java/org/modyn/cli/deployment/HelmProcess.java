package org.modyn.cli.deployment;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.modyn.common.file.DurableFiles;

/** Runs {@link HelmMain}. */
final class HelmProcess {
  /** The chart, from the directory of this module. */
  static final Path CHART = Path.of("../deploy/helm/modyn");

  static final String RELEASE = "modyn";

  private static final long PATIENCE_SECONDS = 120;

  private HelmProcess() {}

  /**
   * @param lint what Helm finds wrong with the chart; empty if nothing
   * @param results by the name of the values
   */
  record Output(String lint, Map<String, Rendering> results) {
    Output {
      results = Map.copyOf(results);
    }
  }

  /** What Helm makes of values. */
  sealed interface Rendering {
    /** The objects, as documents of YAML. */
    record Rendered(String objects) implements Rendering {}

    /** Why it refuses the values. */
    record Refused(String reason) implements Rendering {}
  }

  /**
   * Renders the chart for each of several values.
   *
   * @param values YAML, by a name
   */
  static Output render(String release, Map<String, String> values) {
    try {
      Path work = Files.createTempDirectory("helm");
      try {
        return renderIn(work, release, values);
      } finally {
        DurableFiles.deleteRecursively(work);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Helm runs", e);
    }
  }

  private static Output renderIn(Path work, String release, Map<String, String> values)
      throws IOException, InterruptedException {
    Path directory = Files.createDirectory(work.resolve(release));
    for (Map.Entry<String, String> entry : values.entrySet()) {
      Files.writeString(directory.resolve(entry.getKey() + ".yaml"), entry.getValue());
    }
    run(work);
    Map<String, Rendering> results = new LinkedHashMap<>();
    for (String name : values.keySet()) {
      Path rendered = directory.resolve(name + ".rendered");
      results.put(
          name,
          Files.exists(rendered)
              ? new Rendering.Rendered(Files.readString(rendered))
              : new Rendering.Refused(Files.readString(directory.resolve(name + ".refused"))));
    }
    return new Output(Files.readString(work.resolve("lint")), results);
  }

  private static void run(Path work) throws IOException, InterruptedException {
    Path log = work.resolve("log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                HelmMain.class.getName(),
                CHART.toString(),
                work.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(PATIENCE_SECONDS, SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("Helm does not end: " + Files.readString(log));
    }
    if (process.exitValue() != 0) {
      throw new AssertionError("Helm failed: " + Files.readString(log));
    }
  }
}
