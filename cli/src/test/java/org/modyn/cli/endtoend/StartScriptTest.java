package org.modyn.cli.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./modyn} on machines that lack what it needs; the PATH has stubs of programs only. */
final class StartScriptTest {
  private static final List<String> TOOLS = List.of("readlink", "sed", "mkdir", "flock");
  private static final Path BASH = Path.of("/bin/bash");

  @TempDir private Path directory;
  private Path path;
  private Path script;

  @BeforeEach
  void makeMachine() throws IOException {
    path = Files.createDirectory(directory.resolve("bin"));
    Files.createDirectory(directory.resolve("home"));
    for (String tool : TOOLS) {
      for (String folder : List.of("/usr/bin", "/bin")) {
        Path real = Path.of(folder, tool);
        if (Files.exists(real)) {
          addProgram(tool, "exec " + real + " \"$@\"");
        }
      }
    }
    String text = Files.readString(Path.of("../modyn"));
    // No machine has that.
    assertThat(text).contains("java_version=25\n");
    script =
        Files.writeString(
            directory.resolve("modyn"), text.replace("java_version=25\n", "java_version=99\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "apt-get apt-cache, apt-get install -y openjdk-99-jdk",
    "dnf,               dnf install -y java-99-openjdk-devel",
    "apk,               apk add openjdk99-jdk",
    "brew,              brew install openjdk@99"
  })
  void namesTheCommandThatInstallsAJdk(String programs, String command) throws Exception {
    addPrograms(programs);
    Result result = run("version");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.error())
        .startsWith("error: no JDK 99 or newer was found")
        .contains("This installs it:\n\n    " + command + "\n")
        .doesNotContain("Run it now?");
  }

  @Test
  void prefersSdkmanToThePackageManager() throws Exception {
    addPrograms("apt-get apt-cache");
    Path sdkman = Files.createDirectories(directory.resolve("home/.sdkman/bin"));
    Files.writeString(sdkman.resolve("sdkman-init.sh"), "# stub\n");
    assertThat(run("version").error()).contains("sdk install java 99-tem'");
  }

  @Test
  void fallsBackToSdkmanWhereDebianHasNoSuchPackage() throws Exception {
    addProgram("apt-get", "exit 0");
    addProgram("apt-cache", "exit 100");
    assertThat(run("version").error())
        .contains("curl -s https://get.sdkman.io | bash && ")
        .contains("sdk install java 99-tem");
  }

  @Test
  void saysThatThereIsNoPackageManager() throws Exception {
    assertThat(run("version").error())
        .isEqualTo(
            "error: no JDK 99 or newer was found (JAVA_HOME is not set). Set JAVA_HOME to one, or"
                + " install one.\nNo package manager was found that could install it.\n");
  }

  @ParameterizedTest
  @CsvSource({
    "apt-get, apt-get install -y maven",
    "dnf,     dnf install -y maven",
    "apk,     apk add maven",
    "brew,    brew install maven"
  })
  void namesTheCommandThatInstallsMaven(String program, String command) throws Exception {
    Files.writeString(
        script, Files.readString(script).replace("java_version=99\n", "java_version=25\n"));
    addProgram(program, "exit 0");
    Result result = run("test");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.error())
        .startsWith("error: Maven is needed to build Modyn and is not on the PATH.\n")
        .contains("This installs it:\n\n    " + command + "\n");
  }

  private void addPrograms(String names) throws IOException {
    for (String name : names.split(" ")) {
      addProgram(name, "exit 0");
    }
  }

  private void addProgram(String name, String body) throws IOException {
    Path program = Files.writeString(path.resolve(name), "#!/bin/bash\n" + body + "\n");
    Set<PosixFilePermission> permissions =
        Arrays.stream(PosixFilePermission.values()).collect(toSet());
    Files.setPosixFilePermissions(program, permissions);
  }

  private record Result(int exitCode, String error) {}

  private Result run(String command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(BASH.toString(), script.toString(), command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().put("PATH", path.toString());
    builder.environment().put("HOME", directory.resolve("home").toString());
    Process process = builder.start();
    String error = new String(process.getErrorStream().readAllBytes(), UTF_8);
    return new Result(process.waitFor(), error);
  }
}
