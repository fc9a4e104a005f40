package org.modyn.cli.command.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.pipeline.PipelineDevices;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

final class DeviceArgumentsTest {
  private static final PipelineConfig ON_CPU =
      ConfigLoader.load(Path.of("../examples/flights/pipeline.yaml"), PipelineConfig.class);

  private final List<String> messages = new ArrayList<>();

  @Command
  static final class Arguments {
    @Mixin private DeviceArguments device;
  }

  @Test
  void withoutTheOptionTheFileDecides() {
    assertThat(parse().apply(ON_CPU, messages::add)).isSameAs(ON_CPU);
    assertThat(parse("--device", "cpu").apply(ON_CPU, messages::add)).isEqualTo(ON_CPU);
    assertThat(messages).isEmpty();
  }

  @Test
  void saysWhatItChanges() {
    PipelineConfig onGpu = PipelineDevices.with(ON_CPU, "cuda:0");
    assertThat(parse("--device", "cpu").apply(onGpu, messages::add)).isEqualTo(ON_CPU);
    assertThat(messages).containsExactly("device: cpu instead of cuda:0");
  }

  @Test
  void refusesOtherDevices() {
    assertThatThrownBy(() -> parse("--device", "gpu"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("no device is called \"gpu\"; allowed: cpu, cuda:N");
  }

  private static DeviceArguments parse(String... arguments) {
    Arguments command = new Arguments();
    new CommandLine(command).parseArgs(arguments);
    return command.device;
  }
}
