package org.modyn.cli.command.backup;

import java.nio.file.Path;
import java.util.Optional;
import org.modyn.cli.platform.StoppedInstallation;
import org.modyn.cli.platform.TerminationSignal;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.ModynConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that name an installation. */
final class InstallationArguments {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The system configuration of servers that run as processes of their own, YAML; with"
              + " --state-dir that of 'modyn run'.")
  private Path configFile;

  @Option(
      names = "--state-dir",
      paramLabel = "DIRECTORY",
      description = "The state directory of 'modyn run'.")
  private Path stateDirectory;

  /** Returns whether one of the options was given. */
  boolean areGiven() {
    return configFile != null || stateDirectory != null;
  }

  /** Requires one of the options. */
  void require() {
    if (!areGiven()) {
      throw new ParameterException(
          command.commandLine(), "name the installation: --config FILE or --state-dir DIRECTORY");
    }
  }

  Optional<Path> stateDirectory() {
    return Optional.ofNullable(stateDirectory);
  }

  /** Returns the configuration, with the state directory. */
  ModynConfig config() {
    ModynConfig config =
        configFile == null
            ? ModynConfig.defaults()
            : ConfigLoader.load(configFile, ModynConfig.class);
    return stateDirectory == null ? config : config.withStateDirectory(stateDirectory);
  }

  StoppedInstallation open(TerminationSignal signal) {
    return stateDirectory == null
        ? StoppedInstallation.of(config())
        : StoppedInstallation.in(stateDirectory, config(), signal);
  }
}
