package org.modyn.cli.command;

import io.grpc.Channel;
import java.util.function.Function;
import org.modyn.common.grpc.ServiceAddress;
import picocli.CommandLine.Option;

/** Where the selector listens. */
final class SelectorArguments {
  @Option(
      names = "--selector",
      paramLabel = "HOST:PORT",
      converter = AddressConverter.class,
      defaultValue = "localhost:50056",
      description = "Where the selector listens. Default: localhost:50056.")
  private ServiceAddress address;

  /** Asks the selector; see {@link ServerConnection#ask}. */
  <T> T ask(Function<Channel, T> question) {
    return ServerConnection.ask("selector", address, question);
  }
}
