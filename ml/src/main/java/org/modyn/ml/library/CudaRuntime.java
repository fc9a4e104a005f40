package org.modyn.ml.library;

import java.lang.foreign.SymbolLookup;
import java.util.Optional;

/**
 * CUDA's runtime in the libraries that this JVM has loaded with PyTorch. The engine's own functions
 * find it only when NVIDIA's toolkit is installed, which PyTorch does not need.
 */
public final class CudaRuntime {
  private static final String DEVICE_COUNT = "cudaGetDeviceCount";
  private static final int INSUFFICIENT_DRIVER = 35;
  private static final int NO_DEVICE = 100;

  private final CudaCalls calls;

  private CudaRuntime(CudaCalls calls) {
    this.calls = calls;
  }

  /** The runtime of the PyTorch that was loaded; empty before, and for a PyTorch without CUDA. */
  public static Optional<CudaRuntime> loaded() {
    CudaCalls calls = new CudaCalls(SymbolLookup.loaderLookup());
    return calls.has(DEVICE_COUNT) ? Optional.of(new CudaRuntime(calls)) : Optional.empty();
  }

  /** As in {@code 12.4}. */
  public String version() {
    return calls.readVersion("cudaRuntimeGetVersion");
  }

  /**
   * The number of GPUs that PyTorch can use; 0 without a driver, or with one that is too old.
   *
   * @throws CudaException when the driver fails otherwise
   */
  public int deviceCount() {
    try {
      return calls.readInt(DEVICE_COUNT);
    } catch (CudaException e) {
      if (e.code() == INSUFFICIENT_DRIVER || e.code() == NO_DEVICE) {
        return 0;
      }
      throw e;
    }
  }

  /**
   * A GPU's name and memory. This reserves some memory of the GPU for this process.
   *
   * @param index from 0
   */
  public CudaDevice device(int index) {
    String name =
        new CudaCalls(CudaDriver.library().orElseThrow()).readName("cuDeviceGetName", index);
    int current = calls.readInt("cudaGetDevice");
    try {
      calls.call("cudaSetDevice", index);
      long[] memory = calls.readTwoSizes("cudaMemGetInfo");
      return new CudaDevice(name, memory[0], memory[1]);
    } finally {
      calls.call("cudaSetDevice", current);
    }
  }
}
