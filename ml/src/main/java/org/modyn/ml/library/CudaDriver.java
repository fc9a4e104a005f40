package org.modyn.ml.library;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.modyn.common.file.DurableFiles;

/**
 * NVIDIA's driver on this machine.
 *
 * @param version as in {@code 550.54.14}; empty when the kernel does not tell
 * @param cudaVersion the newest version of CUDA that the driver supports, as in {@code 12.4}
 */
public record CudaDriver(Optional<String> version, String cudaVersion) {
  /** What is the matter where there is none. */
  public static final String MISSING = "the driver of NVIDIA (libcuda.so.1) is not installed";

  private static final String LIBRARY = "libcuda.so.1";
  private static final Path KERNEL_MODULE = Path.of("/proc/driver/nvidia/version");

  /** {@code NVRM version: NVIDIA UNIX x86_64 Kernel Module 550.54.14 Thu Feb 22 ...}. */
  private static final Pattern KERNEL_VERSION =
      Pattern.compile("^NVRM version:.*?\\s(\\d+(?:\\.\\d+)+)\\s", Pattern.MULTILINE);

  public CudaDriver {
    requireNonNull(version, "version is null");
    requireNonNull(cudaVersion, "cudaVersion is null");
  }

  /** Returns whether the driver's library can be opened. */
  public static boolean isInstalled() {
    return library().isPresent();
  }

  /**
   * The driver, if it is installed.
   *
   * @throws CudaException when it does not tell its version
   */
  public static Optional<CudaDriver> find() {
    return library()
        .map(
            library ->
                new CudaDriver(
                    kernelVersion(KERNEL_MODULE),
                    new CudaCalls(library).readVersion("cuDriverGetVersion")));
  }

  static Optional<SymbolLookup> library() {
    try {
      return Optional.of(SymbolLookup.libraryLookup(LIBRARY, Arena.global()));
    } catch (IllegalArgumentException e) {
      // there is no such library
      return Optional.empty();
    }
  }

  static Optional<String> kernelVersion(Path file) {
    try {
      Matcher matcher = KERNEL_VERSION.matcher(Files.readString(file));
      return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw DurableFiles.cannotRead(file, e);
    }
  }
}
