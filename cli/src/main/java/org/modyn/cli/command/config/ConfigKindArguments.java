package org.modyn.cli.command.config;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * The options for the kind of configuration file that a command works on; by default pipeline
 * files.
 */
final class ConfigKindArguments {
  @ArgGroup(exclusive = true)
  private final Kinds kinds = new Kinds();

  private static final class Kinds {
    @Option(names = "--system", description = "System configurations instead of pipeline files.")
    private boolean system;

    @Option(names = "--dataset", description = "Dataset files instead of pipeline files.")
    private boolean dataset;
  }

  ConfigKind kind() {
    if (kinds.dataset) {
      return ConfigKind.DATASET;
    }
    return kinds.system ? ConfigKind.SYSTEM : ConfigKind.PIPELINE;
  }
}
