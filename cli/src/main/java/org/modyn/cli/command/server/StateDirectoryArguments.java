package org.modyn.cli.command.server;

import io.grpc.Channel;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.modyn.cli.platform.ServerKind;
import org.modyn.cli.platform.StateDirectoryServers;
import org.modyn.cli.platform.TerminationSignal;
import org.modyn.common.grpc.ServiceAddress;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * A state directory in place of a server's address, for commands that are useful when no server
 * runs.
 */
public final class StateDirectoryArguments {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--state-dir",
      paramLabel = "DIRECTORY",
      description =
          "Use this state directory of 'modyn run' instead of a server at an address. If no"
              + " platform runs in it, the server is started for the duration of this command.")
  private Path directory;

  Optional<Path> directory() {
    return Optional.ofNullable(directory);
  }

  /**
   * Asks a server.
   *
   * @param option that gives the server's address, for messages
   * @param given its value; null when the option was not given
   * @param usual the address to ask when nothing was given
   */
  <T> T ask(
      ServerKind kind,
      String option,
      ServiceAddress given,
      ServiceAddress usual,
      Function<Channel, T> question) {
    String service = kind.label().replace('-', ' ');
    if (directory == null) {
      return ServerConnection.ask(service, given == null ? usual : given, question);
    }
    if (given != null) {
      throw new ParameterException(
          command.commandLine(),
          String.format(Locale.ROOT, "%s and --state-dir exclude each other", option));
    }
    try (TerminationSignal signal =
        TerminationSignal.install(() -> System.err.println("interrupted, stopping ..."))) {
      return new StateDirectoryServers(directory, signal)
          .visit(kind, address -> ServerConnection.ask(service, address, question));
    }
  }
}
