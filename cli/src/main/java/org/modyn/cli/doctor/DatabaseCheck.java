package org.modyn.cli.doctor;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.database.DatabaseProbe;
import org.modyn.common.error.ModynException;

/** Whether the databases of a system configuration can be reached. */
final class DatabaseCheck implements Check {
  private final ModynConfig config;

  DatabaseCheck(ModynConfig config) {
    this.config = requireNonNull(config, "config is null");
  }

  @Override
  public String name() {
    return "database";
  }

  @Override
  public List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    config.databases().forEach(database -> findings.add(check(database)));
    return findings;
  }

  private static Finding check(DatabaseConfig database) {
    try {
      return Finding.ok(DatabaseProbe.version(database) + " at " + database);
    } catch (ModynException e) {
      return Finding.problem(
          e.oneLine(), "start PostgreSQL, and compare the database sections of --config");
    }
  }
}
