package org.modyn.ml.tensor;

import static java.util.Objects.requireNonNull;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.ml.library.CudaRuntime;
import org.modyn.ml.library.LibraryLoader;
import org.modyn.ml.library.PyTorchLibrary;

/**
 * PyTorch's native library, which computes on arrays. It is loaded once per JVM: the one that
 * {@link PyTorchLibrary} finds. The first load on a machine unpacks it, 430 MB for CPUs in some
 * seconds and 4 GB with CUDA in a minute; later loads take one second, and six with CUDA. Nothing
 * is downloaded.
 *
 * <p>The library stores per native thread whether operations are recorded for gradients: use {@link
 * GradientMode}, on platform threads. A manager owns arrays until it is closed, so each step of a
 * loop uses a separate manager.
 */
public final class TensorEngine {
  private static final String ENGINE = "PyTorch";

  /** A JVM loads a native library once. */
  private static TensorEngine loaded;

  private final Engine engine;
  private final PyTorchLibrary library;

  private TensorEngine(Engine engine, PyTorchLibrary library) {
    this.engine = engine;
    this.library = library;
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
   *     cannot be loaded on this machine; INVALID_ARGUMENT for a wrong number of threads or of
   *     {@linkplain SimulatedDevices simulated devices}
   */
  public static TensorEngine load(Path nativeDirectory, int threads) {
    return load(nativeDirectory, threads, message -> {});
  }

  /**
   * As {@link #load(Path, int)}.
   *
   * @param messages receives lines when the library is unpacked
   */
  public static synchronized TensorEngine load(
      Path nativeDirectory, int threads, Consumer<String> messages) {
    requireNonNull(nativeDirectory, "nativeDirectory is null");
    if (threads < 1) {
      throw ModynException.invalidArgument(
          "the number of threads of an operation is %d; it is at least 1", threads);
    }
    SimulatedDevices.check();
    try {
      Files.createDirectories(nativeDirectory, DurableFiles.OWNER_ONLY);
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          "cannot create the directory " + nativeDirectory + " for PyTorch's library: " + e,
          e);
    }
    if (loaded == null) {
      loaded = load(nativeDirectory, PyTorchLibrary.find(nativeDirectory, messages), threads);
    }
    JniUtils.setNumThreads(threads);
    return loaded;
  }

  private static TensorEngine load(Path nativeDirectory, PyTorchLibrary library, int threads) {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("DJL_CACHE_DIR", nativeDirectory.toAbsolutePath().toString());
    System.setProperty(PyTorchLibrary.PATH, library.directory().toString());
    System.setProperty(PyTorchLibrary.VERSION, library.version());
    System.setProperty(PyTorchLibrary.FLAVOR, library.flavor());
    System.setProperty("ai.djl.pytorch.native_helper", LibraryLoader.class.getName());
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    try {
      return new TensorEngine(Engine.getEngine(ENGINE), library);
    } catch (EngineException | UnsatisfiedLinkError e) {
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          "cannot load " + library + " (it runs on Linux on x86-64): " + rootCause(e),
          e);
    }
  }

  /** The number of CUDA devices that the loaded library can use. */
  static int cudaDevices() {
    return CudaRuntime.loaded().map(CudaRuntime::deviceCount).orElse(0);
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

  /** The library that was loaded. */
  public PyTorchLibrary library() {
    return library;
  }

  private static Throwable rootCause(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
