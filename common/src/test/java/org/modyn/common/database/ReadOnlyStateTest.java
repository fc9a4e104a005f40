package org.modyn.common.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DirectoryLock;
import org.modyn.common.testing.ChildJvm;

/** What servers say when they start on a directory that they cannot write. */
final class ReadOnlyStateTest {
  /** Mounts an empty file system, adds {@code kept}, and makes it read-only, in a namespace. */
  private static final List<String> READ_ONLY =
      List.of(
          "unshare",
          "--user",
          "--map-root-user",
          "--mount",
          "sh",
          "-c",
          "mount -t tmpfs none state && mkdir -p state/kept && touch state/kept/lock"
              + " && mount -o remount,ro state && exec \"$@\"",
          "sh");

  private static final List<String> UNPRIVILEGED =
      List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search");

  @TempDir private Path directory;

  /** Starts as servers do; prints the error. */
  static final class Start {
    private Start() {}

    @SuppressWarnings("resource") // it does not start
    public static void main(String[] arguments) {
      Path path = Path.of(arguments[1]);
      try {
        switch (arguments[0]) {
          case "server" -> DirectoryLock.acquire("selector", path);
          case "database" -> EmbeddedPostgres.start(path, path.resolveSibling("postgres"));
          default -> throw new IllegalArgumentException(arguments[0]);
        }
      } catch (ModynException e) {
        System.out.println(e.category() + ": " + e.getMessage());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"state/new", "state/kept"})
  void aReadOnlyFileSystemIsNamed(String path) throws Exception {
    Files.createDirectory(directory.resolve("state"));
    assumeTrue(canMount(), "this machine does not allow mounts in user namespaces");
    String advice =
        ": the file system is read-only; mount it for writing, or configure another" + " directory";
    assertThat(start(READ_ONLY, "server", path))
        .matches("FAILED_PRECONDITION: cannot write .*" + path + "(/lock)?" + advice);
    assertThat(start(READ_ONLY, "database", path + "/database"))
        .startsWith("FAILED_PRECONDITION: cannot write ")
        .contains(path)
        .endsWith(advice);
  }

  @Test
  void aForbiddenDirectoryIsNamed() throws Exception {
    Path state = Files.createDirectory(directory.resolve("state"));
    Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("r-x------"));
    boolean root = Files.getAttribute(state, "unix:uid").equals(0);
    List<String> prefix = root ? UNPRIVILEGED : List.of();
    String reason = ": permission denied for the user " + System.getProperty("user.name");
    assertThat(start(prefix, "server", "state/selector"))
        .isEqualTo("FAILED_PRECONDITION: cannot write state/selector/lock" + reason);
    assertThat(start(prefix, "database", "state/database"))
        .startsWith("FAILED_PRECONDITION: cannot write ")
        .endsWith("state/database.lock" + reason);
  }

  private boolean canMount() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(READ_ONLY))
            .directory(directory.toFile())
            .redirectErrorStream(true);
    builder.command().add("true");
    Process process = builder.start();
    process.getInputStream().readAllBytes();
    return process.waitFor() == 0;
  }

  /** The one line that a start prints besides its log. */
  private String start(List<String> prefix, String kind, String path) throws Exception {
    List<String> lines =
        ChildJvm.run(prefix, directory, Start.class, kind, path)
            .output()
            .lines()
            .filter(line -> line.matches("[A-Z_]+: .*"))
            .toList();
    assertThat(lines).hasSize(1);
    return lines.getFirst();
  }
}
