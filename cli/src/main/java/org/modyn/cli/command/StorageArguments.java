package org.modyn.cli.command;

import io.grpc.Channel;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where the storage listens. */
final class StorageArguments {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--storage",
      paramLabel = "HOST:PORT",
      defaultValue = "localhost:50051",
      description = "Where the storage listens. Default: localhost:50051.")
  private String address;

  /** Asks the storage; see {@link ServerConnection#ask}. */
  <T> T ask(Function<Channel, T> question) {
    return ServerConnection.ask(command, "--storage", address, "storage", question);
  }
}
