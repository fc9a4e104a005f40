package org.modyn.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
    Path script = Path.of("src/main/sh/launch.sh").toAbsolutePath();
    String command = "source \"$0\"; use_utf8; locale charmap 2>/dev/null";
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", command, script.toString());
    builder.environment().put("LC_ALL", locale);
    Process process = builder.start();
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("UTF-8\n");
    assertThat(process.waitFor()).isZero();
  }
}
