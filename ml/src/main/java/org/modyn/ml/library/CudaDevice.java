package org.modyn.ml.library;

import static java.util.Objects.requireNonNull;

/**
 * A GPU.
 *
 * @param name as in {@code NVIDIA A100-SXM4-40GB}
 * @param freeBytes its memory that no process uses
 * @param totalBytes its memory
 */
public record CudaDevice(String name, long freeBytes, long totalBytes) {
  public CudaDevice {
    requireNonNull(name, "name is null");
  }
}
