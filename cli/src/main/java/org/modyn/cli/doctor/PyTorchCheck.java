package org.modyn.cli.doctor;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.DeviceProbe;
import org.modyn.ml.tensor.TensorEngine;

/** Whether PyTorch's libraries can be found and loaded, and compute on the CPU. */
final class PyTorchCheck implements Check {
  private final Engine engine;

  PyTorchCheck(Engine engine) {
    this.engine = requireNonNull(engine, "engine is null");
  }

  @Override
  public String name() {
    return "pytorch";
  }

  @Override
  public List<Finding> run() {
    try {
      TensorEngine loaded = engine.load();
      DeviceProbe cpu = DeviceProbe.measure(loaded, Device.CPU);
      return List.of(
          Finding.ok(loaded.library().toString()),
          Finding.ok(
              String.format(
                  Locale.ROOT, "cpu: %.0f GFLOPS with one thread (float32)", cpu.gigaflops())));
    } catch (ModynException e) {
      if (e.category() == ErrorCategory.CANCELLED) {
        throw e;
      }
      return List.of(
          Finding.problem(
              e.oneLine(),
              "correct that, or unset PYTORCH_LIBRARY_PATH to use the PyTorch of this build; see"
                  + " docs/GPU.md"));
    }
  }
}
