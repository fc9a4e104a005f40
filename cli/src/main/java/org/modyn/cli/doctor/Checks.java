package org.modyn.cli.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.modyn.cli.platform.ServerKind;
import org.modyn.cli.platform.StateDirectoryServers;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.grpc.ClientProtection;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.security.ClientSecurity;

/** The checks of {@code modyn doctor}, in the order in which they run. */
public final class Checks {
  private static final String UNKNOWN_CONFIGURATION = "the configuration cannot be read";

  private Checks() {}

  /**
   * The checks of an installation.
   *
   * @param configuration of servers that run as their own processes; empty for those of {@code
   *     modyn run}
   * @param gpu whether GPUs are wanted
   * @param messages receives lines on what takes long
   */
  public static List<Check> of(
      Path stateDirectory,
      Optional<SystemConfiguration> configuration,
      boolean gpu,
      Consumer<String> messages) {
    Engine engine = new Engine(stateDirectory, messages);
    List<Check> checks = new ArrayList<>();
    checks.add(new JavaCheck());
    checks.add(LimitsCheck.ofThisProcess());
    configuration.ifPresent(given -> checks.add(new ConfigurationCheck(given)));
    checks.add(new StateDirectoryCheck(stateDirectory));
    checks.add(ofFiles("directories", stateDirectory, configuration, DirectoriesCheck::new));
    checks.add(
        ofFiles(
            "secrets",
            stateDirectory,
            configuration,
            config -> new SecretsCheck(config, FileProbe.PATIENT)));
    checks.add(new SimulatedDevicesCheck());
    checks.add(new PyTorchCheck(engine));
    checks.add(gpu ? new DriverCheck() : new SkippedCheck("gpu driver", "--gpu checks it"));
    checks.add(gpu ? new GpuCheck(engine) : new SkippedCheck("gpu", "--gpu checks them"));
    checks.addAll(
        configuration
            .map(given -> ofServers(given.content()))
            .orElseGet(() -> ofServersIn(stateDirectory)));
    return List.copyOf(checks);
  }

  private static Check ofFiles(
      String name,
      Path stateDirectory,
      Optional<SystemConfiguration> configuration,
      Function<ModynConfig, Check> check) {
    return configuration.isPresent() && configuration.get().content().isEmpty()
        ? new SkippedCheck(name, UNKNOWN_CONFIGURATION)
        : check.apply(
            configuration
                .flatMap(SystemConfiguration::content)
                .orElseGet(ModynConfig::defaults)
                .withStateDirectory(stateDirectory));
  }

  private static List<Check> ofServers(Optional<ModynConfig> configured) {
    return configured
        .<List<Check>>map(
            config ->
                List.of(
                    new DatabaseCheck(config),
                    new ClockCheck(
                        config, configured(config), () -> ClientSecurity.of(config.security())),
                    new PortsCheck(configured(config)),
                    new ServersCheck(
                        () -> configured(config),
                        () -> ClientSecurity.of(config.security()),
                        "none are configured")))
        .orElseGet(
            () ->
                List.of(
                    new SkippedCheck("database", UNKNOWN_CONFIGURATION),
                    new SkippedCheck("clock", UNKNOWN_CONFIGURATION),
                    new SkippedCheck("ports", UNKNOWN_CONFIGURATION),
                    new SkippedCheck("servers", UNKNOWN_CONFIGURATION)));
  }

  private static List<Check> ofServersIn(Path stateDirectory) {
    return List.of(
        new SkippedCheck("database", "modyn run starts its own; --config FILE checks another"),
        new SkippedCheck("clock", "the database of modyn run has the clock of this machine"),
        new SkippedCheck("ports", "modyn run chooses free ports where others are in use"),
        new ServersCheck(
            () -> StateDirectoryServers.running(stateDirectory),
            () -> ClientProtection.NONE,
            "none run in " + stateDirectory));
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
