package org.modyn.cli.doctor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.modyn.cli.platform.ServerKind;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.database.DatabaseProbe;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.ClientProtection;
import org.modyn.common.grpc.ServerProbe;
import org.modyn.common.grpc.ServiceAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the clocks of the databases and the servers agree with that of this machine, and with
 * each other. A file whose modification time is in the future of the storage server is not ingested
 * before that time, and one that a slow clock has dated may be older than the newest ingested one.
 */
final class ClockCheck implements Check {
  private static final Duration ALLOWED = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String ACTION =
      "synchronize the clocks of all machines, and of those that write datasets (NTP)";

  private static final Logger log = LoggerFactory.getLogger(ClockCheck.class);

  private final ModynConfig config;
  private final Map<ServerKind, ServiceAddress> servers;
  private final Supplier<ClientProtection> protection;

  /**
   * @param protection of the calls
   */
  ClockCheck(
      ModynConfig config,
      Map<ServerKind, ServiceAddress> servers,
      Supplier<ClientProtection> protection) {
    this.config = requireNonNull(config, "config is null");
    this.servers = new TreeMap<>(requireNonNull(servers, "servers is null"));
    this.protection = requireNonNull(protection, "protection is null");
  }

  @Override
  public String name() {
    return "clock";
  }

  @Override
  public List<Finding> run() {
    List<String> unknown = new ArrayList<>();
    Map<String, Duration> ahead = new LinkedHashMap<>();
    for (DatabaseConfig database : config.databases()) {
      try {
        ahead.put(database.toString(), DatabaseProbe.clockAhead(database));
      } catch (ModynException e) {
        log.debug("The check of the database says what is wrong", e);
        unknown.add(database.toString());
      }
    }
    servers.forEach(
        (kind, address) ->
            clockAhead(kind, address)
                .ifPresentOrElse(
                    known -> ahead.put("the " + kind.label(), known),
                    () -> unknown.add("the " + kind.label())));
    List<Finding> findings = new ArrayList<>(findings(ahead));
    if (!unknown.isEmpty()) {
      findings.add(Finding.skipped("these do not tell their time: " + String.join(", ", unknown)));
    }
    return findings;
  }

  private Optional<Duration> clockAhead(ServerKind kind, ServiceAddress address) {
    try {
      return ServerProbe.ask(kind.label(), address, TIMEOUT, protection.get()).clockAhead();
    } catch (ModynException e) {
      log.debug("The check of the servers says what is wrong", e);
      return Optional.empty();
    }
  }

  /**
   * Compares clocks.
   *
   * @param ahead by how much the clock of each is ahead of this one
   */
  static List<Finding> findings(Map<String, Duration> ahead) {
    List<Finding> findings = new ArrayList<>();
    ahead.forEach((name, difference) -> findings.add(finding(name, difference)));
    spread(ahead).ifPresent(findings::add);
    return findings;
  }

  private static Finding finding(String name, Duration ahead) {
    String found =
        String.format(
            Locale.ROOT, "the clock of %s is %+.3f s from this one", name, seconds(ahead));
    return ahead.abs().compareTo(ALLOWED) > 0 ? Finding.warning(found, ACTION) : Finding.ok(found);
  }

  /** Two that are each close to this one may be too far from each other. */
  private static Optional<Finding> spread(Map<String, Duration> ahead) {
    if (ahead.size() < 2) {
      return Optional.empty();
    }
    Map.Entry<String, Duration> slowest =
        Collections.min(ahead.entrySet(), Map.Entry.comparingByValue());
    Map.Entry<String, Duration> fastest =
        Collections.max(ahead.entrySet(), Map.Entry.comparingByValue());
    Duration difference = fastest.getValue().minus(slowest.getValue());
    return difference.compareTo(ALLOWED) > 0
        ? Optional.of(
            Finding.warning(
                String.format(
                    Locale.ROOT,
                    "the clock of %s is %.3f s ahead of that of %s",
                    fastest.getKey(),
                    seconds(difference),
                    slowest.getKey()),
                ACTION))
        : Optional.empty();
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }
}
