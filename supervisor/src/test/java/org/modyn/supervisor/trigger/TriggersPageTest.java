package org.modyn.supervisor.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.pipeline.trigger.EnsembleStrategyConfig;
import org.modyn.common.config.pipeline.trigger.TriggerConfig;
import org.modyn.common.config.pipeline.trigger.drift.DriftAggregationConfig;
import org.modyn.common.config.pipeline.trigger.drift.DriftCriterionConfig;
import org.modyn.common.config.pipeline.trigger.drift.DriftMetricConfig;
import org.modyn.common.config.pipeline.trigger.performance.PerformanceCriterionConfig;
import org.modyn.common.config.schema.Name;
import org.modyn.common.plugin.Plugins;
import org.modyn.supervisor.state.PolicyState;

/** What docs/TRIGGERS.md says about the schema. */
class TriggersPageTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("```yaml\ntrigger:\n(.*?)```", Pattern.DOTALL);

  @Test
  void theExamplesWork() throws IOException {
    List<String> examples =
        EXAMPLE.matcher(page()).results().map(result -> result.group(1).indent(-2)).toList();
    assertThat(examples).hasSizeGreaterThan(6);
    for (String example : examples) {
      TriggeringPolicy policy =
          TriggeringPolicies.create(
              PolicyRun.config(example),
              TriggerContext.withoutServers("flights", Plugins.none()),
              PolicyState.initial());
      assertThat(policy.next(PolicyRun.range(0, 10)).index()).as(example).isEmpty();
    }
  }

  @Test
  void allKindsAreDescribed() throws IOException {
    String page = page();
    List<String> names =
        Stream.of(
                TriggerConfig.class,
                DriftMetricConfig.class,
                DriftCriterionConfig.class,
                DriftAggregationConfig.class,
                PerformanceCriterionConfig.class,
                EnsembleStrategyConfig.class)
            .flatMap(TriggersPageTest::kinds)
            .filter(kind -> kind.isAnnotationPresent(Name.class))
            .map(kind -> kind.getAnnotation(Name.class).value())
            .toList();
    assertThat(names).hasSizeGreaterThan(20);
    for (String name : names) {
      assertThat(page).contains(name);
    }
  }

  private static Stream<Class<?>> kinds(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(TriggersPageTest::kinds)
        : Stream.of(type);
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("../docs/TRIGGERS.md"));
  }
}
