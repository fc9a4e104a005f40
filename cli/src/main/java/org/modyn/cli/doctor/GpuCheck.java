package org.modyn.cli.doctor;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.modyn.common.error.ModynException;
import org.modyn.ml.library.CudaDevice;
import org.modyn.ml.library.CudaRuntime;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.DeviceProbe;
import org.modyn.ml.tensor.SimulatedDevices;
import org.modyn.ml.tensor.TensorEngine;

/** The GPUs that PyTorch can use: a matrix product on each, compared with that of the CPU. */
final class GpuCheck implements Check {
  private static final String CHECK_DRIVER =
      "check the driver (nvidia-smi lists the GPUs; it must support that CUDA) and"
          + " CUDA_VISIBLE_DEVICES";

  private final Engine engine;

  GpuCheck(Engine engine) {
    this.engine = requireNonNull(engine, "engine is null");
  }

  @Override
  public String name() {
    return "gpu";
  }

  @Override
  public List<Finding> run() {
    TensorEngine loaded;
    try {
      if (SimulatedDevices.count() > 0) {
        return List.of(Finding.skipped("devices are simulated, so that no GPU is used"));
      }
      loaded = engine.load();
    } catch (ModynException e) {
      // another check reports it
      return List.of(Finding.skipped("PyTorch cannot be loaded: " + e.oneLine()));
    }
    Optional<CudaRuntime> runtime = CudaRuntime.loaded();
    if (runtime.isEmpty()) {
      return List.of(
          Finding.problem(
              loaded.library() + " has no CUDA",
              "use a PyTorch with CUDA: MODYN_PYTORCH=cu124 ./modyn ..., or PYTORCH_LIBRARY_PATH;"
                  + " see docs/GPU.md"));
    }
    int count;
    try {
      count = runtime.get().deviceCount();
    } catch (ModynException e) {
      return List.of(Finding.problem("the driver fails: " + e.oneLine(), CHECK_DRIVER));
    }
    if (count == 0) {
      return List.of(
          Finding.problem(
              "PyTorch with CUDA %s finds no GPU that it can use"
                  .formatted(runtime.get().version()),
              CHECK_DRIVER));
    }
    List<Finding> findings = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      findings.add(check(loaded, runtime.get(), index));
    }
    return findings;
  }

  private static Finding check(TensorEngine engine, CudaRuntime runtime, int index) {
    try {
      return check(engine, runtime.device(index), Device.of("cuda:" + index));
    } catch (ModynException e) {
      return Finding.problem("cuda:" + index + ": " + e.oneLine(), CHECK_DRIVER);
    }
  }

  private static Finding check(TensorEngine engine, CudaDevice gpu, Device device) {
    DeviceProbe probe = DeviceProbe.measure(engine, device);
    String found =
        String.format(
            Locale.ROOT,
            "%s: %s, %s of %s free, %,.0f GFLOPS (float32), differs from the CPU by %.1g",
            device,
            gpu.name(),
            Bytes.text(gpu.freeBytes()),
            Bytes.text(gpu.totalBytes()),
            probe.gigaflops(),
            probe.largestDifference());
    return probe.isCorrect()
        ? Finding.ok(found)
        : Finding.problem(
            found, "do not train on this GPU: it computes wrong results; check it and its driver");
  }
}
