package org.modyn.ml.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

final class BundledPyTorchTest {
  private static final FileTime LONG_AGO = FileTime.fromMillis(0);

  @TempDir private Path directory;
  private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
  private URLClassLoader loader;
  private Path natives;
  private Path folder;

  @BeforeEach
  void makePackage() throws IOException {
    loader = PackageFixture.loader(directory);
    natives = directory.resolve("natives");
    folder = natives.resolve("pytorch").resolve(PackageFixture.NAME);
  }

  @AfterEach
  void closePackage() throws IOException {
    loader.close();
  }

  private PyTorchLibrary find(Map<String, String> environment) {
    return PyTorchLibrary.find(natives, messages::add, environment, loader);
  }

  private void assertComplete() {
    assertThat(PackageFixture.LIBRARIES)
        .allSatisfy((name, content) -> assertThat(folder.resolve(name)).hasContent(content));
    assertThat(folder.resolveSibling(PackageFixture.NAME + ".incomplete")).doesNotExist();
  }

  @Test
  void unpacksOnce() throws IOException {
    PyTorchLibrary library = find(Map.of());
    assertThat(library).isEqualTo(new PyTorchLibrary(folder, "9.8.7", "cu999", false));
    assertThat(library).hasToString("PyTorch 9.8.7 cu999 of this build, " + folder);
    assertComplete();
    assertThat(messages)
        .hasSize(2)
        .first()
        .isEqualTo(
            "unpacking PyTorch " + PackageFixture.NAME + " (0.0 GB) to " + folder + ", once");
    messages.clear();
    Files.setLastModifiedTime(folder.resolve("libtorch.so"), LONG_AGO);
    assertThat(find(Map.of())).isEqualTo(library);
    assertThat(messages).isEmpty();
    assertThat(Files.getLastModifiedTime(folder.resolve("libtorch.so"))).isEqualTo(LONG_AGO);
  }

  @Test
  void replacesWhatAnInterruptedUnpackingLeft() throws IOException {
    Path incomplete = folder.resolveSibling(PackageFixture.NAME + ".incomplete");
    Files.createDirectories(incomplete);
    Files.writeString(incomplete.resolve("libold.so"), "old");
    find(Map.of());
    assertComplete();
    assertThat(folder.resolve("libold.so")).doesNotExist();
  }

  @Test
  void unpacksAgainWhatWasCut() throws IOException {
    find(Map.of());
    Files.writeString(folder.resolve("libtorch_cuda.so"), "kern");
    find(Map.of());
    assertComplete();
  }

  @Test
  void unpacksOnceForManyAtTheSameTime() throws Exception {
    List<Callable<PyTorchLibrary>> finds = Collections.nCopies(8, () -> find(Map.of()));
    try (ExecutorService threads = Executors.newFixedThreadPool(finds.size())) {
      for (Future<PyTorchLibrary> found : threads.invokeAll(finds)) {
        assertThat(found.get().directory()).isEqualTo(folder);
      }
    }
    assertComplete();
    assertThat(messages).filteredOn(message -> message.startsWith("unpacking ")).hasSize(1);
  }

  @Test
  void stopsWhenItIsInterrupted() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> find(Map.of()))
          .isInstanceOfSatisfying(
              ModynException.class,
              error -> assertThat(error.category()).isEqualTo(ErrorCategory.CANCELLED));
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(folder).doesNotExist();
    find(Map.of());
    assertComplete();
  }

  @Test
  void refusesAnotherFlavorOrVersionInTheEnvironment() {
    assertThatThrownBy(() -> find(Map.of("PYTORCH_FLAVOR", "cu128")))
        .hasMessage(
            "PYTORCH_FLAVOR is 'cu128', but this build of Modyn has PyTorch for cu999; unset it, or"
                + " name the libraries with PYTORCH_LIBRARY_PATH");
    assertThatThrownBy(() -> find(Map.of("PYTORCH_VERSION", "2.8.0a0+1")))
        .hasMessage(
            "PYTORCH_VERSION is '2.8.0a0+1', but this build of Modyn needs PyTorch 9.8.7; unset"
                + " it");
    assertThat(natives).doesNotExist();
    assertThat(find(Map.of("PYTORCH_FLAVOR", "cu999", "PYTORCH_VERSION", "9.8.7")).directory())
        .isEqualTo(folder);
  }
}
