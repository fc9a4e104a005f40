package org.modyn.common.config;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.error.ModynException;

/** How much of a file is read, and how many of its problems are reported. */
final class ConfigLimitsTest {
  @Test
  void manyProblemsAreCounted() {
    String keys = IntStream.range(0, 5_000).mapToObj(key -> "k" + key + ": 1\n").collect(joining());
    assertThatThrownBy(() -> ConfigLoader.parse("file", keys, PipelineConfig.class))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining("k0: unknown field")
        .hasMessageContaining("\n  and 49");
  }

  @Test
  void aLongTextIsRefusedBeforeItIsParsed() {
    assertThatThrownBy(
            () -> ConfigLoader.parse("file", "a: 1\n".repeat(300_000), PipelineConfig.class))
        .isInstanceOf(ModynException.class)
        .hasMessage("file:1:1: has 1500000 characters, allowed are 1048576");
  }
}
