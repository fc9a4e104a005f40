package org.modyn.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers and file names do not depend on the user's language. */
final class LocaleTest {
  @TempDir private Path directory;

  @Test
  void numbersHaveTheDigitsOfPrograms() throws Exception {
    Map<String, String> arabic =
        Map.of(
            "JAVA_TOOL_OPTIONS", "-Duser.language=ar -Duser.country=EG", "LC_ALL", "ar_EG.UTF-8");
    Path state = directory.resolve("state");
    try (ModynProcess database =
        ModynProcess.startIn(arabic, "serve", "database", "--state-dir", state.toString())) {
      assertThat(database.awaitOutput("database ready on "))
          .matches("database ready on 127\\.0\\.0\\.1:[0-9]+ \\(.*\\)")
          .contains("password_file: " + state.resolve("database/modyn.password"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "xx_XX.UTF-8", "C.UTF-8"})
  void theLauncherTakesALocaleWithUtf8(String locale) throws Exception {
    assertThat(launch(Map.of("LC_ALL", locale))).startsWith("UTF-8\n");
    assertThat(launch(Map.of("LANG", locale))).startsWith("UTF-8\n");
  }

  /** Faults of the machine are recognized by them. */
  @ParameterizedTest
  @ValueSource(strings = {"LC_ALL", "LC_MESSAGES", "LANG"})
  void theLauncherTakesEnglishMessages(String variable) throws Exception {
    Map<String, String> french = new HashMap<>(Map.of("LANG", "C.UTF-8", "LANGUAGE", "fr:de"));
    french.put(variable, "fr_FR.UTF-8");
    assertThat(launch(french))
        .matches("UTF-8\nLC_MESSAGES=\"?C(\\.UTF-8|\\.utf8)?\"?\nlanguage unset\n");
  }

  /** Starts a stub of the JVM, and returns what it says about its locale. */
  private String launch(Map<String, String> environment) throws Exception {
    Path script = Path.of("src/main/sh/launch.sh").toAbsolutePath();
    Path java = directory.resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/bash
        locale charmap 2>/dev/null
        locale 2>/dev/null | grep LC_MESSAGES
        echo "language ${LANGUAGE-unset}"
        """);
    assertThat(java.toFile().setExecutable(true)).isTrue();
    ProcessBuilder builder =
        new ProcessBuilder(
            "bash",
            "-c",
            "set -euo pipefail; source \"$0\"; launch \"$1\" classes Main",
            script.toString(),
            java.toString());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("LC_") || name.startsWith("LANG"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output;
  }
}
