package org.modyn.cli.command.pipeline;

import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.pipeline.PipelineDevices;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The option that overrides the device on which a pipeline trains and evaluates. */
final class DeviceArguments {
  private static final Pattern DEVICE = Pattern.compile("cpu|cuda:\\d+");

  @Spec(Target.MIXEE)
  private CommandSpec command;

  private String device;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description =
          "Train and evaluate on this device instead of those in the file: cpu or cuda:N. With cpu"
              + " a pipeline for GPUs runs on any machine.")
  void setDevice(String name) {
    if (!DEVICE.matcher(name).matches()) {
      throw new ParameterException(
          command.commandLine(),
          "--device: no device is called \"%s\"; allowed: cpu, cuda:N".formatted(name));
    }
    device = name;
  }

  /** The device that was given; empty to use those of the pipeline file. */
  Optional<String> device() {
    return Optional.ofNullable(device);
  }

  /**
   * Returns the pipeline with its devices replaced by the one that was given.
   *
   * @param messages receives a line when that changes the pipeline
   */
  PipelineConfig apply(PipelineConfig pipeline, Consumer<String> messages) {
    if (device == null) {
      return pipeline;
    }
    SequencedSet<String> others = PipelineDevices.of(pipeline);
    others.remove(device);
    if (!others.isEmpty()) {
      messages.accept("device: %s instead of %s".formatted(device, String.join(", ", others)));
    }
    return PipelineDevices.with(pipeline, device);
  }
}
