package org.modyn.ml.library;

import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads each native library in place of the engine, which calls this class by name. Where NVIDIA's
 * driver is not installed, it leaves out the one library of PyTorch that needs it, so that PyTorch
 * with CUDA computes on the CPU there. That library compiles fused kernels for GPUs; PyTorch opens
 * it itself when it needs it.
 */
public final class LibraryLoader {
  private static final String NEEDS_DRIVER = "libcaffe2_nvrtc.so";
  private static final Logger log = LoggerFactory.getLogger(LibraryLoader.class);

  private LibraryLoader() {}

  /**
   * Loads a library into this JVM.
   *
   * @param path absolute
   */
  public static void load(String path) {
    if (Path.of(path).endsWith(NEEDS_DRIVER) && !CudaDriver.isInstalled()) {
      log.info("Leaving out {}: {}", path, CudaDriver.MISSING);
      return;
    }
    System.load(path);
  }
}
