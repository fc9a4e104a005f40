package org.modyn.cli.command.server;

import io.grpc.Channel;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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
 * The option that names a state directory instead of a server's address, for commands that work
 * even when no server runs.
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

  /** Returns whether the option was given. */
  public boolean isGiven() {
    return directory != null;
  }

  /** Returns the directory that was given. */
  public Optional<Path> directory() {
    return Optional.ofNullable(directory);
  }

  /** As below; starts no other server. */
  <T> T ask(
      ServerKind kind,
      String option,
      ServiceAddress given,
      ServiceAddress defaultAddress,
      ConnectionArguments connection,
      Function<Channel, T> question) {
    return ask(kind, EnumSet.of(kind), option, given, defaultAddress, connection, question);
  }

  /**
   * Connects to a server, calls it and disconnects; starts it for the duration of the call if a
   * state directory was given in which it does not run.
   *
   * @param started the servers that are started then, among them this one
   * @param option name of the option for the server's address, for messages
   * @param given value of that option; null when it was not given
   * @param defaultAddress the address to call when neither option was given
   * @param connection how the command proves who calls
   */
  <T> T ask(
      ServerKind kind,
      Set<ServerKind> started,
      String option,
      ServiceAddress given,
      ServiceAddress defaultAddress,
      ConnectionArguments connection,
      Function<Channel, T> question) {
    String service = kind.serviceName();
    if (directory == null) {
      ServiceAddress address = given == null ? defaultAddress : given;
      return ServerConnection.ask(service, address, connection.protection(address), question);
    }
    if (given != null) {
      throw new ParameterException(
          command.commandLine(),
          String.format(Locale.ROOT, "%s and --state-dir exclude each other", option));
    }
    try (TerminationSignal signal =
        TerminationSignal.install(() -> System.err.println("interrupted, stopping ..."))) {
      return new StateDirectoryServers(directory, signal)
          .visit(
              kind,
              started,
              address ->
                  ServerConnection.ask(
                      service, address, connection.protection(directory), question));
    }
  }
}
