package org.modyn.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.modyn.common.config.pipeline.PipelineInfo;
import org.modyn.common.error.ModynException;

final class PipelineInfoTest {
  @Test
  void longNamesAndControlCharactersAreRefused() {
    refused("{name: '%s'}".formatted("a".repeat(201)), "name: has 201 characters, allowed are 200");
    refused("{name: \"a\\nb\"}", "name: must not have control characters");
    refused("{name: \"\\e[31mred\"}", "name: must not have control characters");
    refused("{name: a, version: \"1\\t\"}", "version: must not have control characters");
    refused(
        "{name: a, version: '%s'}".formatted("1".repeat(300)),
        "version: has 300 characters, allowed are 200");
    String longest = "\u00e4".repeat(200);
    assertThat(
            ConfigLoader.parse("file", "{name: %s}".formatted(longest), PipelineInfo.class).name())
        .isEqualTo(longest);
  }

  private static void refused(String yaml, String problem) {
    assertThatThrownBy(() -> ConfigLoader.parse("file", yaml, PipelineInfo.class))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining(problem);
  }
}
