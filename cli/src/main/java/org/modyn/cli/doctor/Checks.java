package org.modyn.cli.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.modyn.cli.platform.ServerKind;
import org.modyn.cli.platform.StateDirectoryServers;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.grpc.ServiceAddress;

/** The checks of {@code modyn doctor}, in the order in which they run. */
public final class Checks {
  private Checks() {}

  /**
   * The checks of an installation.
   *
   * @param config of servers that run as their own processes; empty for those of {@code modyn run}
   * @param gpu whether GPUs are wanted
   * @param messages receives lines on what takes long
   */
  public static List<Check> of(
      Path stateDirectory, Optional<ModynConfig> config, boolean gpu, Consumer<String> messages) {
    Engine engine = new Engine(stateDirectory, messages);
    List<Check> checks = new ArrayList<>();
    checks.add(new JavaCheck());
    checks.add(new StateDirectoryCheck(stateDirectory));
    checks.add(new PyTorchCheck(engine));
    checks.add(gpu ? new DriverCheck() : new SkippedCheck("gpu driver", "--gpu checks it"));
    checks.add(gpu ? new GpuCheck(engine) : new SkippedCheck("gpu", "--gpu checks them"));
    checks.add(
        config
            .<Check>map(DatabaseCheck::new)
            .orElseGet(
                () ->
                    new SkippedCheck(
                        "database", "modyn run starts its own; --config FILE checks another")));
    checks.add(
        config
            .map(given -> new ServersCheck(() -> configured(given), "none are configured"))
            .orElseGet(
                () ->
                    new ServersCheck(
                        () -> StateDirectoryServers.running(stateDirectory),
                        "none run in " + stateDirectory)));
    return List.copyOf(checks);
  }

  private static Map<ServerKind, ServiceAddress> configured(ModynConfig config) {
    Map<ServerKind, ServiceAddress> servers = new EnumMap<>(ServerKind.class);
    for (ServerKind kind : ServerKind.values()) {
      servers.put(kind, kind.address(config));
    }
    return servers;
  }

  /** In place of a check that does not apply. */
  private record SkippedCheck(String name, String reason) implements Check {
    @Override
    public List<Finding> run() {
      return List.of(Finding.skipped(reason));
    }
  }
}
