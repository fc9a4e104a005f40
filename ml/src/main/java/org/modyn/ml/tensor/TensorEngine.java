package org.modyn.ml.tensor;

import static java.util.Objects.requireNonNull;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;

/**
 * PyTorch's native library, which computes on arrays. It is loaded once per JVM from the class
 * path. The first load on a machine unpacks about 430 MB, which takes some seconds; later loads
 * take about one second. Nothing is downloaded.
 *
 * <p>The library stores per native thread whether operations are recorded for gradients: use {@link
 * GradientMode}, on platform threads. A manager owns arrays until it is closed, so each step of a
 * loop uses a separate manager.
 */
public final class TensorEngine {
  private static final String ENGINE = "PyTorch";

  private final Engine engine;

  private TensorEngine(Engine engine) {
    this.engine = engine;
  }

  /**
   * Loads the library unless it is loaded already. The number of threads of the last call applies
   * to the whole JVM.
   *
   * @param nativeDirectory the directory to unpack the library to; created if missing. Only the
   *     first call in a JVM uses it
   * @param threads the maximum number of threads per operation. One is best for small models, and
   *     when the machine does other work: idle threads of an operation spin
   * @throws ModynException FAILED_PRECONDITION when the directory cannot be written, or the library
   *     cannot be loaded on this machine
   */
  public static synchronized TensorEngine load(Path nativeDirectory, int threads) {
    requireNonNull(nativeDirectory, "nativeDirectory is null");
    if (threads < 1) {
      throw ModynException.invalidArgument(
          "the number of threads of an operation is %d; it is at least 1", threads);
    }
    try {
      Files.createDirectories(nativeDirectory, DurableFiles.OWNER_ONLY);
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          "cannot create the directory " + nativeDirectory + " for PyTorch's library: " + e,
          e);
    }
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("DJL_CACHE_DIR", nativeDirectory.toAbsolutePath().toString());
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    try {
      Engine engine = Engine.getEngine(ENGINE);
      JniUtils.setNumThreads(threads);
      return new TensorEngine(engine);
    } catch (EngineException | UnsatisfiedLinkError e) {
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          "cannot load PyTorch's library from "
              + nativeDirectory
              + " (it runs on Linux on x86-64; about 430 MB of disk are needed): "
              + rootCause(e),
          e);
    }
  }

  /** The number of CUDA devices that the loaded library can use. */
  static int cudaDevices() {
    return Engine.getEngine(ENGINE).getGpuCount();
  }

  /** A manager for arrays on a device, to be closed by the caller. */
  public NDManager newManager(Device device) {
    NDManager manager = engine.newBaseManager(device.engineDevice());
    device.adopt(manager);
    return manager;
  }

  /** As {@code PyTorch 2.7.1}. */
  public String version() {
    return ENGINE + " " + engine.getVersion();
  }

  private static Throwable rootCause(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
