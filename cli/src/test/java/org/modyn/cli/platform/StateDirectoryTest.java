package org.modyn.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    assertThatThrownBy(() -> StateDirectory.lock(file.resolve("state")))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining(file.toString());
  }
}
