package org.modyn.ml.library;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.modyn.common.error.ModynException;

/**
 * A folder with PyTorch's native libraries that fit this build.
 *
 * @param directory contains {@code libtorch.so} and the libraries that it needs
 * @param version as in {@code 2.7.1}
 * @param flavor {@code cpu}, or {@code cu124} for CUDA 12.4; chooses the layer between the JVM and
 *     PyTorch
 * @param installed whether the user named the folder; otherwise it was unpacked from the build
 */
public record PyTorchLibrary(Path directory, String version, String flavor, boolean installed) {
  /** The environment variable with the folder of an installed PyTorch's libraries. */
  public static final String PATH = "PYTORCH_LIBRARY_PATH";

  /** The environment variable with the version of the libraries in that folder. */
  public static final String VERSION = "PYTORCH_VERSION";

  /** The environment variable with the flavor of the libraries in that folder. */
  public static final String FLAVOR = "PYTORCH_FLAVOR";

  public PyTorchLibrary {
    requireNonNull(directory, "directory is null");
    requireNonNull(version, "version is null");
    requireNonNull(flavor, "flavor is null");
  }

  /**
   * Finds the libraries: those that {@value #PATH} names, else those of the build, which are
   * unpacked unless they have been already. Unpacking takes some seconds for CPUs, and a minute or
   * more with CUDA; other processes that need the same libraries wait meanwhile.
   *
   * @param nativeDirectory where to unpack; created if missing
   * @param messages receives a line before and after the libraries are unpacked
   * @throws ModynException FAILED_PRECONDITION when the libraries do not fit this build, or cannot
   *     be written; RESOURCE_EXHAUSTED when the disk has no room for them; CANCELLED when the
   *     thread is interrupted
   */
  public static PyTorchLibrary find(Path nativeDirectory, Consumer<String> messages) {
    ClassLoader loader = PyTorchLibrary.class.getClassLoader();
    return find(nativeDirectory, messages, System.getenv(), loader);
  }

  static PyTorchLibrary find(
      Path nativeDirectory,
      Consumer<String> messages,
      Map<String, String> environment,
      ClassLoader loader) {
    NativeLayer layer = NativeLayer.of(loader);
    layer.requireVersion(environment.get(VERSION));
    if (environment.containsKey(PATH)) {
      return new InstalledPyTorch(Path.of(environment.get(PATH)), layer).check(environment);
    }
    BundledPyTorch bundled = BundledPyTorch.find(loader);
    bundled.requireFlavor(environment.get(FLAVOR));
    Path directory = bundled.unpack(nativeDirectory, messages);
    return new PyTorchLibrary(directory, layer.pyTorchVersion(), bundled.flavor(), false);
  }

  /** As {@code PyTorch 2.7.1 cpu of this build, /home/ada/.modyn/natives/...}. */
  @Override
  public String toString() {
    return "PyTorch %s %s %s, %s"
        .formatted(version, flavor, installed ? "of " + PATH : "of this build", directory);
  }
}
