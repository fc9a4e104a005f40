package org.modyn.cli.command;

import io.grpc.Channel;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where the model storage listens. */
final class ModelStorageArguments {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--model-storage",
      paramLabel = "HOST:PORT",
      defaultValue = "localhost:50059",
      description = "Where the model storage listens. Default: localhost:50059.")
  private String address;

  /** Asks the model storage; see {@link ServerConnection#ask}. */
  <T> T ask(Function<Channel, T> question) {
    return ServerConnection.ask(command, "--model-storage", address, "model storage", question);
  }
}
