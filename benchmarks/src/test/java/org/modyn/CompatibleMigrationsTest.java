package org.modyn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Migrations that are called compatible are so: older servers go on with tables to which something
 * was added that they can leave out.
 */
final class CompatibleMigrationsTest {
  private static final PathMatcher COMPATIBLE =
      FileSystems.getDefault()
          .getPathMatcher("glob:**/src/main/resources/db/*/V*__compatible_*.sql");

  private static final List<Pattern> ALLOWED =
      Stream.of(
              "CREATE TABLE .*",
              "CREATE INDEX .*",
              "ALTER TABLE \\w+ ADD COLUMN \\w+ [\\w ]+ NOT NULL DEFAULT .*",
              "ALTER TABLE \\w+ ADD COLUMN \\w+ (?!.*NOT NULL)(?!.*UNIQUE)(?!.*CHECK).*")
          .map(text -> Pattern.compile(text, Pattern.DOTALL))
          .toList();

  @Test
  void theyOnlyAddWhatOlderServersCanLeaveOut() throws IOException {
    List<Path> files;
    try (Stream<Path> paths = Files.walk(Path.of("..").toRealPath(), 8)) {
      files = paths.filter(COMPATIBLE::matches).toList();
    }
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      String text = Files.readString(file).replaceAll("(?m)--.*$", "");
      for (String statement : text.split(";")) {
        if (!statement.isBlank()) {
          assertThat(isAllowed(statement.strip())).as("%s: %s", file, statement).isTrue();
        }
      }
    }
  }

  @Test
  void otherChangesAreNot() {
    assertThat(
            List.of(
                "ALTER TABLE t DROP COLUMN c",
                "ALTER TABLE t ADD COLUMN c text NOT NULL",
                "ALTER TABLE t ADD COLUMN c text UNIQUE",
                "ALTER TABLE t RENAME TO u",
                "UPDATE t SET c = 1"))
        .noneMatch(CompatibleMigrationsTest::isAllowed);
    assertThat(List.of("ALTER TABLE t ADD COLUMN c text", "CREATE INDEX i ON t (c)"))
        .allMatch(CompatibleMigrationsTest::isAllowed);
  }

  private static boolean isAllowed(String statement) {
    return ALLOWED.stream().anyMatch(pattern -> pattern.matcher(statement).matches());
  }
}
