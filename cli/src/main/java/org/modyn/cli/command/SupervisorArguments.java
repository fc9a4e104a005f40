package org.modyn.cli.command;

import io.grpc.Channel;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where the supervisor listens. */
final class SupervisorArguments {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--supervisor",
      paramLabel = "HOST:PORT",
      defaultValue = "localhost:50063",
      description = "Where the supervisor listens. Default: localhost:50063.")
  private String address;

  /** Asks the supervisor; see {@link ServerConnection#ask}. */
  <T> T ask(Function<Channel, T> question) {
    return ServerConnection.ask(command, "--supervisor", address, "supervisor", question);
  }
}
