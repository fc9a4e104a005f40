package org.modyn.cli.command.server;

import io.grpc.Channel;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import org.modyn.cli.platform.ServerKind;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.ServiceAddress;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The option that names the address of the supervisor to call. */
public final class SupervisorArguments {
  private static final String OPTION = "--supervisor";
  private static final ServiceAddress DEFAULT_ADDRESS = new ServiceAddress("localhost", 50063);

  @Option(
      names = OPTION,
      paramLabel = "HOST:PORT",
      converter = AddressConverter.class,
      description = "Where the supervisor listens. Default: localhost:50063.")
  private ServiceAddress address;

  @Mixin private ConnectionArguments connection;

  /** Returns whether the option was given. */
  public boolean isGiven() {
    return address != null;
  }

  /**
   * Connects to the running supervisor, calls it and disconnects.
   *
   * @throws ModynException UNAVAILABLE when the server cannot be reached, or the error that it
   *     answers with
   */
  public <T> T ask(Function<Channel, T> question) {
    ServiceAddress called = address == null ? DEFAULT_ADDRESS : address;
    return ServerConnection.ask("supervisor", called, connection.protection(called), question);
  }

  /**
   * Connects to the running supervisor or to that of a state directory, calls it and disconnects.
   *
   * @throws ModynException UNAVAILABLE when the server cannot be reached, or the error that it
   *     answers with
   */
  public <T> T ask(StateDirectoryArguments stateDirectory, Function<Channel, T> question) {
    return ask(stateDirectory, EnumSet.of(ServerKind.SUPERVISOR), question);
  }

  /**
   * As {@link #ask(StateDirectoryArguments, Function)}, for a question that the supervisor needs
   * other servers for.
   *
   * @param started the servers that are started in a state directory in which none runs
   */
  public <T> T ask(
      StateDirectoryArguments stateDirectory,
      Set<ServerKind> started,
      Function<Channel, T> question) {
    return stateDirectory.ask(
        ServerKind.SUPERVISOR, started, OPTION, address, DEFAULT_ADDRESS, connection, question);
  }
}
