package org.modyn.cli.command;

import io.grpc.Channel;
import java.util.function.Function;
import org.modyn.common.grpc.ServiceAddress;
import picocli.CommandLine.Option;

/** Where the supervisor listens. */
final class SupervisorArguments {
  @Option(
      names = "--supervisor",
      paramLabel = "HOST:PORT",
      converter = AddressConverter.class,
      defaultValue = "localhost:50063",
      description = "Where the supervisor listens. Default: localhost:50063.")
  private ServiceAddress address;

  /** Asks the supervisor; see {@link ServerConnection#ask}. */
  <T> T ask(Function<Channel, T> question) {
    return ServerConnection.ask("supervisor", address, question);
  }
}
