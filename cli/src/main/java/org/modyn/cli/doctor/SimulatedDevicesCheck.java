package org.modyn.cli.doctor;

import java.util.List;
import java.util.Locale;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.SimulatedDevices;

/** Whether pipelines for GPUs compute on the CPU instead, which is easily forgotten. */
final class SimulatedDevicesCheck implements Check {
  private static final String ACTION =
      "leave out -D" + SimulatedDevices.PROPERTY + " (see JAVA_TOOL_OPTIONS, MODYN_JAVA_OPTIONS)";

  @Override
  public String name() {
    return "simulation";
  }

  @Override
  public List<Finding> run() {
    int count;
    try {
      count = SimulatedDevices.count();
    } catch (ModynException e) {
      return List.of(Finding.problem(e.oneLine(), ACTION));
    }
    return List.of(
        count == 0
            ? Finding.skipped("none: cuda:0, cuda:1, ... are GPUs")
            : Finding.warning(
                String.format(
                    Locale.ROOT,
                    "%s on the CPU: %s=%d",
                    count == 1 ? "cuda:0 computes" : "cuda:0 to cuda:" + (count - 1) + " compute",
                    SimulatedDevices.PROPERTY,
                    count),
                "to use GPUs, " + ACTION));
  }
}
