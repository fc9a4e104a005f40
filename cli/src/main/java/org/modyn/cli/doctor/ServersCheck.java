package org.modyn.cli.doctor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.modyn.cli.platform.ServerKind;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.ClientProtection;
import org.modyn.common.grpc.ServerProbe;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.version.ModynVersion;

/** Whether servers answer, and are of the version of this command. */
final class ServersCheck implements Check {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Supplier<Map<ServerKind, ServiceAddress>> servers;
  private final Supplier<ClientProtection> protection;
  private final String none;

  /**
   * @param servers finds the servers
   * @param protection of the calls
   * @param none what is reported when there are none
   */
  ServersCheck(
      Supplier<Map<ServerKind, ServiceAddress>> servers,
      Supplier<ClientProtection> protection,
      String none) {
    this.servers = requireNonNull(servers, "servers is null");
    this.protection = requireNonNull(protection, "protection is null");
    this.none = requireNonNull(none, "none is null");
  }

  @Override
  public String name() {
    return "servers";
  }

  @Override
  public List<Finding> run() {
    Map<ServerKind, ServiceAddress> found;
    try {
      found = servers.get();
    } catch (ModynException e) {
      // the check of the state directory says what to do
      return List.of(Finding.skipped(e.oneLine()));
    }
    if (found.isEmpty()) {
      return List.of(Finding.skipped(none));
    }
    List<Finding> findings = new ArrayList<>();
    new TreeMap<>(found).forEach((kind, address) -> findings.add(check(kind.label(), address)));
    return findings;
  }

  private Finding check(String server, ServiceAddress address) {
    Optional<String> version;
    try {
      version = ServerProbe.ask(server, address, TIMEOUT, protection.get()).version();
    } catch (ModynException e) {
      return Finding.problem(
          e.oneLine(), "start it: modyn run, or modyn serve " + server + " --config FILE");
    }
    String found = "%s at %s, version %s".formatted(server, address, version.orElse("unknown"));
    return version.isPresent() && version.get().equals(ModynVersion.current())
        ? Finding.ok(found)
        : Finding.warning(
            found,
            "this command has version %s; use one version".formatted(ModynVersion.current()));
  }
}
