package org.modyn.cli.command;

import io.grpc.Channel;
import java.util.function.Function;
import org.modyn.common.grpc.ServiceAddress;
import picocli.CommandLine.Option;

/** Where the model storage listens. */
final class ModelStorageArguments {
  @Option(
      names = "--model-storage",
      paramLabel = "HOST:PORT",
      converter = AddressConverter.class,
      defaultValue = "localhost:50059",
      description = "Where the model storage listens. Default: localhost:50059.")
  private ServiceAddress address;

  /** Asks the model storage; see {@link ServerConnection#ask}. */
  <T> T ask(Function<Channel, T> question) {
    return ServerConnection.ask("model storage", address, question);
  }
}
