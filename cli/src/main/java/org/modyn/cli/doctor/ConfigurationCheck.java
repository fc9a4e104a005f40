package org.modyn.cli.doctor;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** Whether the system configuration can be read and is valid. */
final class ConfigurationCheck implements Check {
  private final SystemConfiguration configuration;

  ConfigurationCheck(SystemConfiguration configuration) {
    this.configuration = requireNonNull(configuration, "configuration is null");
  }

  @Override
  public String name() {
    return "configuration";
  }

  @Override
  public List<Finding> run() {
    return List.of(
        configuration.content().isPresent()
            ? Finding.ok(configuration.file() + " is valid")
            : Finding.problem(
                configuration.error(),
                "correct --config; 'modyn explain --system' describes what the file may contain"));
  }
}
