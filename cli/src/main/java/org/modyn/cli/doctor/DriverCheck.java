package org.modyn.cli.doctor;

import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.ml.library.CudaDriver;

/** NVIDIA's driver. */
final class DriverCheck implements Check {
  @Override
  public String name() {
    return "gpu driver";
  }

  @Override
  public List<Finding> run() {
    try {
      return List.of(CudaDriver.find().map(DriverCheck::found).orElseGet(DriverCheck::missing));
    } catch (ModynException e) {
      return List.of(
          Finding.problem(
              "NVIDIA's driver does not tell its version: " + e.oneLine(),
              "check it with nvidia-smi; install it again if that fails, too"));
    }
  }

  private static Finding found(CudaDriver driver) {
    return Finding.ok(
        "driver %s of NVIDIA, for CUDA up to %s"
            .formatted(driver.version().orElse("(version unknown)"), driver.cudaVersion()));
  }

  private static Finding missing() {
    return Finding.problem(
        CudaDriver.MISSING,
        "install NVIDIA's driver, 550 or newer for CUDA 12.4, 570 or newer for 12.8; in a"
            + " container, start it with access to the GPUs (docker run --gpus all)");
  }
}
