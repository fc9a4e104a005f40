package org.modyn.cli.command;

import io.grpc.Channel;
import java.util.function.Function;
import org.modyn.cli.platform.ServerKind;
import org.modyn.common.grpc.ServiceAddress;
import picocli.CommandLine.Option;

/** Where the supervisor listens. */
final class SupervisorArguments {
  private static final String OPTION = "--supervisor";
  private static final ServiceAddress USUAL = new ServiceAddress("localhost", 50063);

  @Option(
      names = OPTION,
      paramLabel = "HOST:PORT",
      converter = AddressConverter.class,
      description = "Where the supervisor listens. Default: localhost:50063.")
  private ServiceAddress address;

  /** Asks the supervisor that runs; see {@link ServerConnection#ask}. */
  <T> T ask(Function<Channel, T> question) {
    return ServerConnection.ask("supervisor", address == null ? USUAL : address, question);
  }

  /** Asks the supervisor that runs, or that of a state directory. */
  <T> T ask(StateDirectoryArguments stateDirectory, Function<Channel, T> question) {
    return stateDirectory.ask(ServerKind.SUPERVISOR, OPTION, address, USUAL, question);
  }
}
