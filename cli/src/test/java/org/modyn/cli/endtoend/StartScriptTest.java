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
  private static final Path BASH = Path.of("/bin/bash");

  @TempDir private Path directory;
  private Path path;
  private Path script;

  @BeforeEach
  void makeMachine() throws IOException {
    path = Files.createDirectory(directory.resolve("bin"));
    Files.createDirectory(directory.resolve("home"));
    addTools("readlink", "sed", "mkdir", "flock");
    String text = Files.readString(Path.of("../modyn"));
    // No machine has that.
    assertThat(text).contains("java_version=25\n");
    Path launch = Path.of("cli/src/main/sh/launch.sh");
    Files.createDirectories(directory.resolve(launch).getParent());
    Files.copy(Path.of("..").resolve(launch), directory.resolve(launch));
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

  @Test
  void namesTheKindsOfPyTorch() throws Exception {
    Result result = run("version", "MODYN_PYTORCH", "cu128");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.error())
        .isEqualTo(
            "error: MODYN_PYTORCH is 'cu128'; allowed are cpu (the default) and cu124 (GPUs of"
                + " NVIDIA; see docs/GPU.md)\n");
  }

  @Test
  void keepsABuildForEachPyTorch() throws Exception {
    makeCheckout();
    Path large = Files.createFile(directory.resolve("large.jar"));
    // as the profile gpu does
    addProgram(
        "mvn",
        """
        echo "mvn $*" >&2
        case " $* " in *" gpu "*) target=target/cu124 ;; *) target=target ;; esac
        mkdir -p "$ROOT/cli/$target/lib"
        if [[ $target != target ]]; then printf %s "$ROOT/large.jar" >"$ROOT/cli/$target/class-path"; fi
        """);
    String gpuPath =
        "-cp %1$s/cli/target/cu124/lib/*:%1$s/cli/target/cu124/modyn-cli.jar:%1$s/large.jar "
            .formatted(directory);
    String cpuPath =
        "-cp %1$s/cli/target/lib/*:%1$s/cli/target/modyn-cli.jar ".formatted(directory);

    Result gpu = run("version", "MODYN_PYTORCH", "cu124");
    assertThat(gpu.exitCode()).isZero();
    assertThat(gpu.error())
        .startsWith(
            "building Modyn (the first build downloads its libraries, 2.5 GB; log: "
                + directory.resolve("target/cu124/build-cli.log"))
        .contains(gpuPath);
    assertThat(directory.resolve("target/cu124/build-cli.log"))
        .content()
        .contains("-P gpu -P run -pl cli -am package");

    Result cpu = run("version", "MODYN_PYTORCH", "cpu");
    assertThat(cpu.error()).startsWith("building Modyn").contains(cpuPath);
    assertThat(directory.resolve("target/build-cli.log")).content().doesNotContain("gpu");

    // neither switching nor the default builds again
    assertThat(run("version").error()).doesNotContain("building").contains(cpuPath);
    assertThat(run("version", "MODYN_PYTORCH", "cu124").error())
        .doesNotContain("building")
        .contains(gpuPath);

    Files.delete(large);
    assertThat(run("version").error()).doesNotContain("building");
    assertThat(run("version", "MODYN_PYTORCH", "cu124").error()).startsWith("building Modyn");
  }

  @Test
  void makesACacheForFastStartsOnceForEachBuild() throws Exception {
    makeCheckout();
    addTools("rm");
    addProgram("mvn", "mkdir -p \"$ROOT/cli/target/lib\"");
    Path caches = directory.resolve("cli/target");
    Path cache = caches.resolve("start-99.0.1+2.aot");
    String usesIt = "-XX:AOTCache=" + cache;
    // as the JVM does
    addProgram(
        directory.resolve("jdk/bin"),
        "java",
        """
        echo "java $*" >&2
        for option; do
          if [[ $option == -XX:AOTCacheOutput=* ]]; then echo cache >"${option#*=}"; fi
        done
        """);

    assertThat(run("version").error()).doesNotContain("preparing").doesNotContain(usesIt);
    assertThat(cache).doesNotExist();
    assertThat(run("run").error()).contains("preparing fast starts").contains(usesIt);
    assertThat(directory.resolve("target/start-cli.log"))
        .content()
        .contains("-XX:AOTCacheOutput=" + cache)
        .contains("org.modyn.cli.Modyn rehearse " + directory + "/examples/");
    assertThat(run("run").error()).doesNotContain("preparing").contains(usesIt);
    assertThat(run("version").error()).doesNotContain("preparing").contains(usesIt);
    assertThat(run("run", "MODYN_START_CACHE", "no").error()).doesNotContain(usesIt);

    // a new build
    Files.delete(directory.resolve("target/built-cli"));
    assertThat(run("version").error()).contains("building").doesNotContain("preparing");
    assertThat(run("run").error()).contains("preparing").contains(usesIt);

    // a JDK that makes none
    addProgram(directory.resolve("jdk/bin"), "java", "echo \"java $*\" >&2; exit 1");
    Files.delete(directory.resolve("target/built-cli"));
    assertThat(run("run").error()).contains("preparing").doesNotContain(usesIt);
    assertThat(run("run").error()).doesNotContain("preparing").doesNotContain(usesIt);
  }

  /** A checkout that can be built, and a JDK that prints its arguments to standard error. */
  private void makeCheckout() throws IOException {
    addTools("find", "touch", "mv", "grep");
    Files.createDirectories(directory.resolve(".mvn"));
    Files.createFile(directory.resolve("pom.xml"));
    Files.createFile(directory.resolve("cli/pom.xml"));
    Path bin = Files.createDirectories(directory.resolve("jdk/bin"));
    Files.writeString(
        directory.resolve("jdk/release"),
        "JAVA_RUNTIME_VERSION=\"99.0.1+2\"\nJAVA_VERSION=\"99.0.1\"\n");
    addProgram(bin, "javac", "exit 0");
    addProgram(bin, "java", "echo \"java $*\" >&2");
  }

  private void addTools(String... tools) throws IOException {
    for (String tool : tools) {
      for (String folder : List.of("/usr/bin", "/bin")) {
        Path real = Path.of(folder, tool);
        if (Files.exists(real)) {
          addProgram(tool, "exec " + real + " \"$@\"");
        }
      }
    }
  }

  private void addPrograms(String names) throws IOException {
    for (String name : names.split(" ")) {
      addProgram(name, "exit 0");
    }
  }

  private void addProgram(String name, String body) throws IOException {
    addProgram(path, name, body);
  }

  private static void addProgram(Path folder, String name, String body) throws IOException {
    Path program = Files.writeString(folder.resolve(name), "#!/bin/bash\n" + body + "\n");
    Set<PosixFilePermission> permissions =
        Arrays.stream(PosixFilePermission.values()).collect(toSet());
    Files.setPosixFilePermissions(program, permissions);
  }

  private record Result(int exitCode, String error) {}

  /**
   * @param variables names and values, in turns, that are added to the environment
   */
  private Result run(String command, String... variables) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(BASH.toString(), script.toString(), command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().put("PATH", path.toString());
    builder.environment().put("HOME", directory.resolve("home").toString());
    if (Files.exists(directory.resolve("jdk"))) {
      builder.environment().put("JAVA_HOME", directory.resolve("jdk").toString());
      builder.environment().put("ROOT", directory.toString());
    }
    for (int i = 0; i < variables.length; i += 2) {
      builder.environment().put(variables[i], variables[i + 1]);
    }
    Process process = builder.start();
    String error = new String(process.getErrorStream().readAllBytes(), UTF_8);
    return new Result(process.waitFor(), error);
  }
}
