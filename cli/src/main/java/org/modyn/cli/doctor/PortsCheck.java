package org.modyn.cli.doctor;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.modyn.cli.platform.ServerKind;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.network.PortHolder;
import org.modyn.common.network.Ports;

/**
 * Which processes have the ports of configured servers on this machine. Whether a Java process is
 * the right server, {@link ServersCheck} asks it.
 */
final class PortsCheck implements Check {
  private final Map<ServerKind, ServiceAddress> servers;

  PortsCheck(Map<ServerKind, ServiceAddress> servers) {
    this.servers = Map.copyOf(requireNonNull(servers, "servers is null"));
  }

  @Override
  public String name() {
    return "ports";
  }

  @Override
  public List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    new TreeMap<>(servers).forEach((kind, address) -> findings.add(check(kind.label(), address)));
    return findings;
  }

  private static Finding check(String server, ServiceAddress address) {
    String port = String.format(Locale.ROOT, "port %d of %s", address.port(), server);
    if (address.port() == 0) {
      return Finding.skipped(server + " chooses a free port");
    }
    if (!isLocal(address.hostname())) {
      return Finding.skipped(port + " is on another machine: " + address.hostname());
    }
    Optional<PortHolder> holder = Ports.holder(address.port());
    if (holder.isEmpty()) {
      return Finding.ok(port + " is free, or belongs to a process of another user");
    }
    String found = "%s is in use by %s".formatted(port, holder.get());
    if (!holder.get().listening()) {
      return Finding.warning(
          found,
          "wait until the connection ends, or choose a port outside of"
              + " net.ipv4.ip_local_port_range");
    }
    return holder.get().process().endsWith("(java)")
        ? Finding.ok(found)
        : Finding.problem(
            found + ", which is no server of Modyn", "stop it, or configure another port");
  }

  private static boolean isLocal(String hostname) {
    try {
      InetAddress address = InetAddress.getByName(hostname);
      return address.isAnyLocalAddress()
          || address.isLoopbackAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (IOException e) {
      return false;
    }
  }
}
