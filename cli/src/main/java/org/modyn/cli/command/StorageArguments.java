package org.modyn.cli.command;

import io.grpc.Channel;
import java.util.function.Function;
import org.modyn.common.grpc.ServiceAddress;
import picocli.CommandLine.Option;

/** Where the storage listens. */
final class StorageArguments {
  @Option(
      names = "--storage",
      paramLabel = "HOST:PORT",
      converter = AddressConverter.class,
      defaultValue = "localhost:50051",
      description = "Where the storage listens. Default: localhost:50051.")
  private ServiceAddress address;

  /** Asks the storage; see {@link ServerConnection#ask}. */
  <T> T ask(Function<Channel, T> question) {
    return ServerConnection.ask("storage", address, question);
  }
}
