package org.modyn.ml.library;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;

/**
 * A PyTorch that the user installed, as a Python package or as LibTorch. Its version is known from
 * the file beside the folder of its libraries, or else from the environment.
 */
final class InstalledPyTorch {
  private static final String LIBRARY = "libtorch.so";

  /** In {@code version.py} of the Python package: {@code __version__ = '2.7.1+cu128'}. */
  private static final Pattern PYTHON_VERSION =
      Pattern.compile("^__version__\\s*=\\s*['\"]([^'\"]+)['\"]", Pattern.MULTILINE);

  private final Path folder;
  private final NativeLayer layer;

  /**
   * @param folder the value of {@link PyTorchLibrary#PATH}
   */
  InstalledPyTorch(Path folder, NativeLayer layer) {
    this.folder = requireNonNull(folder, "folder is null");
    this.layer = requireNonNull(layer, "layer is null");
  }

  /**
   * Checks that the libraries fit.
   *
   * @param environment the version and the flavor of the libraries, if they are given
   * @throws ModynException FAILED_PRECONDITION when they do not, with what is needed
   */
  PyTorchLibrary check(Map<String, String> environment) {
    if (!Files.isDirectory(folder)) {
      throw problem(
          "there is no such folder; name the folder with the libtorch.so of a PyTorch %s");
    }
    if (!Files.isRegularFile(folder.resolve(LIBRARY))) {
      throw problem(
          Files.isRegularFile(folder.resolve("lib").resolve(LIBRARY))
              ? "it has no libtorch.so; its folder lib has, of which the version must be %s"
              : "it has no libtorch.so; name the folder with the libtorch.so of a PyTorch %s");
    }
    String version =
        installedVersion()
            .or(() -> Optional.ofNullable(environment.get(PyTorchLibrary.VERSION)))
            .orElseThrow(
                () ->
                    problem(
                        "its version is unknown, because it is beside neither version.py nor"
                            + " build-version; if it is %1$s, set PYTORCH_VERSION=%1$s"));
    if (!layer.fits(version)) {
      throw problem("it is PyTorch " + version + ", but this build of Modyn needs %s");
    }
    String flavor =
        Optional.ofNullable(environment.get(PyTorchLibrary.FLAVOR))
            .orElseGet(() -> flavor(version));
    if (!layer.supports(flavor)) {
      throw problem(
          "this build of Modyn supports PyTorch %s in the flavors "
              + String.join(", ", layer.flavors())
              + ", not '"
              + flavor
              + "'; set PYTORCH_FLAVOR or install another PyTorch");
    }
    return new PyTorchLibrary(folder.toAbsolutePath(), layer.pyTorchVersion(), flavor, true);
  }

  private Optional<String> installedVersion() {
    Path parent = folder.toAbsolutePath().normalize().getParent();
    if (parent == null) {
      return Optional.empty();
    }
    return read(parent.resolve("version.py"))
        .map(PYTHON_VERSION::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .or(() -> read(parent.resolve("build-version")).map(String::strip));
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw DurableFiles.cannotRead(file, e);
    }
  }

  /** What follows the plus sign; PyTorch for CPUs may have none. */
  private static String flavor(String version) {
    int plus = version.indexOf('+');
    return plus < 0 ? "cpu" : version.substring(plus + 1);
  }

  /**
   * @param format receives the version that is needed
   */
  private ModynException problem(String format) {
    return new ModynException(
        ErrorCategory.FAILED_PRECONDITION,
        "%s is %s: %s"
            .formatted(PyTorchLibrary.PATH, folder, format.formatted(layer.pyTorchVersion())));
  }
}
