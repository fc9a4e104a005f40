package org.modyn.cli.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.cli.command.CommandRunner;
import org.modyn.cli.output.JsonOutput;
import org.modyn.ml.testing.TestEngine;

final class DoctorCommandTest {
  @TempDir private Path directory;
  private final CommandRunner runner = new CommandRunner();

  @Test
  void succeedsWithoutProblems() {
    TestEngine.load();
    int exitCode = runner.run("doctor", "--state-dir", directory.toString());
    assertThat(runner.output())
        .contains("ok       java")
        .contains("ok       pytorch          PyTorch 2.7.1 cpu")
        .contains("skipped  gpu              --gpu checks them")
        .contains("skipped  servers          none run in " + directory)
        .contains("no problems, ");
    assertThat(exitCode).isZero();
  }

  @Test
  void failsWhenThereIsNoGpuForThoseWhoWantOne() {
    TestEngine.load();
    int exitCode =
        runner.run("doctor", "--gpu", "--output", "json", "--state-dir", directory.toString());
    assertThat(exitCode).isEqualTo(1);
    JsonNode document = JsonOutput.parse("doctor", runner.output());
    assertThat(document.path("problems").intValue()).isPositive();
    assertThat(document.path("findings"))
        .anySatisfy(
            finding -> {
              assertThat(finding.path("check").textValue()).isEqualTo("gpu");
              assertThat(finding.path("status").textValue()).isEqualTo("problem");
              assertThat(finding.path("action").textValue()).contains("docs/GPU.md");
            });
  }

  @Test
  void reportsAFileThatIsWrongOrMissing() throws Exception {
    TestEngine.load();
    Path wrong = Files.writeString(directory.resolve("system.yaml"), "selektor: {}\n");
    assertThat(configurationFound(wrong)).contains("selektor").doesNotContain("\n");
    Path missing = directory.resolve("missing.yaml");
    assertThat(configurationFound(missing)).contains(missing.toString());
  }

  /** What the command has found of a file that is a problem. */
  private String configurationFound(Path file) {
    int exitCode =
        runner.run(
            "doctor",
            "--output",
            "json",
            "--config",
            file.toString(),
            "--state-dir",
            directory.toString());
    assertThat(exitCode).isEqualTo(1);
    JsonNode findings = JsonOutput.parse("doctor", runner.output()).path("findings");
    for (JsonNode finding : findings) {
      if (finding.path("check").textValue().equals("configuration")) {
        assertThat(finding.path("status").textValue()).isEqualTo("problem");
        assertThat(finding.path("action").textValue()).contains("modyn explain --system");
        return finding.path("found").textValue();
      }
    }
    throw new AssertionError("no finding on the configuration: " + findings);
  }
}
