package org.modyn.cli.deployment;

import static java.util.stream.Collectors.joining;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Renders a chart with files of values. A program of its own, because Helm is a library in Go,
 * whose runtime replaces the signal handlers of the process that loads it.
 *
 * <p>Arguments: the directory of the chart, and a working directory, in which {@code
 * <release>/<name>.yaml} are the values. It writes {@code <name>.rendered} or, with the reason,
 * {@code <name>.refused} beside each, and what is wrong with the chart itself into {@code lint}.
 */
final class HelmMain {
  /** Helm without a cluster would render for the oldest version that it supports. */
  private static final String KUBERNETES_VERSION = "1.34.0";

  private static final String NAMESPACE = "learning";

  private HelmMain() {}

  public static void main(String[] arguments) throws IOException {
    Helm chart = new Helm(Path.of(arguments[0]));
    Path work = Path.of(arguments[1]);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(work, Files::isDirectory)) {
      for (Path release : files) {
        renderAll(chart, release);
      }
    }
    LintResult lint = chart.lint().strict().call();
    Files.writeString(
        work.resolve("lint"),
        lint.isFailed() ? lint.getMessages().stream().collect(joining("\n", "", "\n")) : "");
  }

  private static void renderAll(Helm chart, Path release) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(release, "*.yaml")) {
      for (Path values : files) {
        String name = values.getFileName().toString().replaceFirst("\\.yaml$", "");
        try {
          String rendered =
              chart
                  .template()
                  .withName(release.getFileName().toString())
                  .withNamespace(NAMESPACE)
                  .withKubeVersion(KUBERNETES_VERSION)
                  .withValuesFile(values)
                  .call();
          Files.writeString(release.resolve(name + ".rendered"), rendered);
        } catch (IllegalStateException e) {
          Files.writeString(release.resolve(name + ".refused"), e.getMessage());
        }
      }
    }
  }
}
