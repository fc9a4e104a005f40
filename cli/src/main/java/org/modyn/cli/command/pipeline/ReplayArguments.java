package org.modyn.cli.command.pipeline;

import java.util.OptionalInt;
import org.modyn.cli.pipeline.ReplayOptions;
import org.modyn.common.error.ModynException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * The options for the end of a pipeline's data. Each command defines its own option for the start.
 */
final class ReplayArguments {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--stop-replay-at",
      paramLabel = "SECONDS",
      description = "Replay data up to this time, inclusive; seconds since 1970. Default: all.")
  private Integer stopReplayAt;

  @Option(
      names = "--maximum-triggers",
      paramLabel = "N",
      description = "End the pipeline after this number of triggers. Default: no limit.")
  private Integer maximumTriggers;

  /**
   * @throws ParameterException when the options contradict each other
   */
  ReplayOptions toOptions(OptionalInt startReplayAt) {
    try {
      return new ReplayOptions(startReplayAt, optional(stopReplayAt), optional(maximumTriggers));
    } catch (ModynException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  static OptionalInt optional(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
