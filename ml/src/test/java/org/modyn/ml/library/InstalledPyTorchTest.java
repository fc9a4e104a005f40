package org.modyn.ml.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InstalledPyTorchTest {
  @TempDir private Path directory;
  private URLClassLoader loader;
  private Path torch;
  private Path lib;

  @BeforeEach
  void install() throws IOException {
    loader = PackageFixture.loader(directory);
    torch = directory.resolve("torch");
    lib = Files.createDirectories(torch.resolve("lib"));
    Files.createFile(lib.resolve("libtorch.so"));
  }

  @AfterEach
  void closePackage() throws IOException {
    loader.close();
  }

  private PyTorchLibrary find(Path folder, Map<String, String> others) {
    Map<String, String> environment = new HashMap<>(others);
    environment.put("PYTORCH_LIBRARY_PATH", folder.toString());
    return PyTorchLibrary.find(directory.resolve("natives"), message -> {}, environment, loader);
  }

  private void pythonVersion(String version) throws IOException {
    Files.writeString(
        torch.resolve("version.py"),
        "from typing import Optional\n\n__all__ = ['__version__']\n__version__ = '"
            + version
            + "'\ndebug = False\n");
  }

  @Test
  void takesVersionAndFlavorFromThePythonPackage() throws IOException {
    pythonVersion("9.8.7+cu128");
    PyTorchLibrary library = find(lib, Map.of());
    assertThat(library).isEqualTo(new PyTorchLibrary(lib, "9.8.7", "cu128", true));
    assertThat(library).hasToString("PyTorch 9.8.7 cu128 of PYTORCH_LIBRARY_PATH, " + lib);
    assertThat(directory.resolve("natives")).doesNotExist();
  }

  @Test
  void takesVersionAndFlavorFromLibTorch() throws IOException {
    Files.writeString(torch.resolve("build-version"), "9.8.7+cpu\n");
    assertThat(find(lib, Map.of()).flavor()).isEqualTo("cpu");
  }

  @Test
  void prefersTheFlavorOfTheEnvironment() throws IOException {
    pythonVersion("9.8.7+cu126");
    assertThatThrownBy(() -> find(lib, Map.of()))
        .hasMessage(
            "PYTORCH_LIBRARY_PATH is %s: this build of Modyn supports PyTorch 9.8.7 in the flavors"
                + " cpu, cu128, not 'cu126'; set PYTORCH_FLAVOR or install another PyTorch",
            lib);
    assertThat(find(lib, Map.of("PYTORCH_FLAVOR", "cu128")).flavor()).isEqualTo("cu128");
  }

  @Test
  void namesTheVersionThatIsNeeded() throws IOException {
    pythonVersion("2.13.0+cpu");
    assertThatThrownBy(() -> find(lib, Map.of()))
        .hasMessage(
            "PYTORCH_LIBRARY_PATH is %s: it is PyTorch 2.13.0+cpu, but this build of Modyn needs"
                + " 9.8.7",
            lib);
    pythonVersion("9.8.70");
    assertThatThrownBy(() -> find(lib, Map.of())).hasMessageContaining("it is PyTorch 9.8.70, but");
  }

  @Test
  void asksForAVersionThatIsUnknown() {
    assertThatThrownBy(() -> find(lib, Map.of()))
        .hasMessageEndingWith("if it is 9.8.7, set PYTORCH_VERSION=9.8.7");
    assertThat(find(lib, Map.of("PYTORCH_VERSION", "9.8.7+cu128")).flavor()).isEqualTo("cu128");
  }

  @Test
  void namesTheFolderThatIsNeeded() {
    assertThatThrownBy(() -> find(directory.resolve("missing"), Map.of()))
        .hasMessage(
            "PYTORCH_LIBRARY_PATH is %s: there is no such folder; name the folder with the"
                + " libtorch.so of a PyTorch 9.8.7",
            directory.resolve("missing"));
    assertThatThrownBy(() -> find(torch, Map.of()))
        .hasMessage(
            "PYTORCH_LIBRARY_PATH is %s: it has no libtorch.so; its folder lib has, of which the"
                + " version must be 9.8.7",
            torch);
    assertThatThrownBy(() -> find(directory, Map.of()))
        .hasMessageContaining("it has no libtorch.so");
  }
}
