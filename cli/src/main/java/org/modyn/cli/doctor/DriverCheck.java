package org.modyn.cli.doctor;

import java.util.List;
import org.modyn.ml.library.CudaDriver;

/** NVIDIA's driver. */
final class DriverCheck implements Check {
  @Override
  public String name() {
    return "gpu driver";
  }

  @Override
  public List<Finding> run() {
    return List.of(
        CudaDriver.find()
            .map(
                driver ->
                    Finding.ok(
                        "driver %s of NVIDIA, for CUDA up to %s"
                            .formatted(
                                driver.version().orElse("(version unknown)"),
                                driver.cudaVersion())))
            .orElseGet(
                () ->
                    Finding.problem(
                        CudaDriver.MISSING,
                        "install NVIDIA's driver, 550 or newer for CUDA 12.4, 570 or newer for"
                            + " 12.8; in a container, start it with access to the GPUs (docker run"
                            + " --gpus all)")));
  }
}
