package org.modyn.cli.doctor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.database.DatabaseProbe;
import org.modyn.common.error.ModynException;

/**
 * Whether the clock of this machine agrees with those of the databases. A file whose modification
 * time is in the future of the storage server is not ingested before that time, and one that a slow
 * clock has dated may be older than the newest ingested one.
 */
final class ClockCheck implements Check {
  private static final Duration ALLOWED = Duration.ofSeconds(1);

  private final ModynConfig config;

  ClockCheck(ModynConfig config) {
    this.config = requireNonNull(config, "config is null");
  }

  @Override
  public String name() {
    return "clock";
  }

  @Override
  public List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    for (DatabaseConfig database : config.databases()) {
      try {
        findings.add(finding(database.toString(), DatabaseProbe.clockAhead(database)));
      } catch (ModynException e) {
        // the check of the database says what to do
        findings.add(Finding.skipped(e.oneLine()));
      }
    }
    return findings;
  }

  static Finding finding(String database, Duration ahead) {
    String found =
        String.format(
            Locale.ROOT,
            "the clock of %s is %+.3f s from this one",
            database,
            ahead.toMillis() / 1e3);
    return ahead.abs().compareTo(ALLOWED) > 0
        ? Finding.warning(
            found, "synchronize the clocks of all machines, and of those that write datasets (NTP)")
        : Finding.ok(found);
  }
}
