package org.modyn.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ModynException;

final class StateDirectoryTest {
  @TempDir private Path directory;

  @Test
  void isForOneAtATime() throws IOException {
    Path path = directory.resolve("state");
    try (StateDirectory state = StateDirectory.lock(path)) {
      assertThat(state.logs()).isDirectory();
      assertThat(path.resolve("modyn.lock"))
          .hasContent(Long.toString(ProcessHandle.current().pid()));
      assertThatThrownBy(() -> StateDirectory.lock(path))
          .isInstanceOf(ModynException.class)
          .hasMessageContaining("is in use by this process");
    }
    assertThat(path.resolve("modyn.lock")).isEmptyFile();
    StateDirectory.lock(path).close();
  }

  @Test
  void saysWhatIsInTheWay() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    for (Path path : List.of(file, file.resolve("state"))) {
      String message =
          "cannot use the state directory %s: %s is a file; name a directory with --state-dir, or"
              + " as state_directory in the system configuration";
      assertThatThrownBy(() -> StateDirectory.lock(path))
          .isInstanceOf(ModynException.class)
          .hasMessage(message, path, file);
      assertThatThrownBy(() -> StateDirectory.temporary(path, false))
          .hasMessage(message, path, file);
    }
    assertThat(file).isEmptyFile();
  }
}
