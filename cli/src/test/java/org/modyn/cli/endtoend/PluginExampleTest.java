package org.modyn.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.trigger.TriggerConfig;
import org.modyn.common.plugin.Plugins;
import org.modyn.common.testing.PluginJar;
import org.modyn.ml.parser.LabelTransformers;
import org.modyn.ml.userfunction.UserCode;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.trigger.Decision;
import org.modyn.supervisor.trigger.TriggerContext;
import org.modyn.supervisor.trigger.TriggeringPolicies;
import org.modyn.supervisor.trigger.TriggeringPolicy;

/** The classes of examples/plugin, in a jar that is made from its sources. */
final class PluginExampleTest {
  private static final Path SOURCES = Path.of("../examples/plugin/src/main/java");

  @TempDir private Path directory;

  @BeforeEach
  void makeJar() {
    PluginJar.write(directory.resolve("plugins"), SOURCES);
  }

  @Test
  void theTriggerTriggersWhenTheFrequenciesOfLabelsChange() {
    // windows: equal to the first, half other labels, as before, as before, as the first
    NewSamples samples = samples(0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0);
    TriggeringPolicy policy = policy("{window: 4, change: 0.3}", PolicyState.initial());
    List<Integer> triggers = new ArrayList<>();
    List<Double> distances = new ArrayList<>();
    int done = 0;
    while (true) {
      Decision decision = policy.next(samples.slice(done, samples.size()));
      decision
          .evaluations()
          .forEach(entry -> distances.add((Double) entry.details().get("distance")));
      if (decision.index().isEmpty()) {
        break;
      }
      done += decision.index().get() + 1;
      triggers.add(done - 1);
    }
    assertThat(triggers).containsExactly(3, 7, 19);
    assertThat(distances).containsExactly(1.0, 0.5, 0.0, 0.25, 0.5);
  }

  @Test
  void theTriggerContinuesFromItsStateAndInAnyBatches() {
    NewSamples samples = samples(0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0);
    PolicyState state = PolicyState.initial();
    List<Integer> triggers = new ArrayList<>();
    for (int index = 0; index < samples.size(); index++) {
      TriggeringPolicy policy = policy("{window: 4, change: 0.3}", state);
      NewSamples next = samples.slice(index, index + 1);
      assertThat(policy.samplesToNextDecision(next)).isEqualTo(1);
      if (policy.next(next).index().equals(Optional.of(0))) {
        triggers.add(index);
      }
      state = policy.state();
    }
    assertThat(triggers).containsExactly(3, 7, 19);
  }

  @Test
  void theTriggerChecksItsOptions() {
    assertThatThrownBy(() -> policy("{window: 0, change: 0.3}", PolicyState.initial()))
        .hasMessage(
            "trigger.config: com.acme.LabelShiftTrigger rejects its options: window must be a"
                + " number of samples, at least 1");
    assertThatThrownBy(() -> policy("{window: 5, chance: 0.3}", PolicyState.initial()))
        .hasMessageEndingWith("chance is unknown; allowed: window, change");
  }

  @Test
  void theLabelTransformerReturnsHundreds() {
    long[] labels = {437, 99, 100};
    LabelTransformers.create(
            "class:com.acme.Hundreds", UserCode.withPlugins(directory.resolve("plugins")))
        .transform(MemorySegment.ofArray(labels), labels.length);
    assertThat(labels).containsExactly(4, 0, 1);
  }

  private TriggeringPolicy policy(String options, PolicyState state) {
    TriggerConfig config =
        ConfigLoader.parse(
            "trigger.yaml",
            "{id: 'class:com.acme.LabelShiftTrigger', config: " + options + "}",
            TriggerConfig.class);
    return TriggeringPolicies.create(
        config,
        TriggerContext.withoutServers("d", Plugins.in(directory.resolve("plugins"))),
        state);
  }

  private static NewSamples samples(long... labels) {
    long[] numbers = IntStream.range(0, labels.length).asLongStream().toArray();
    return NewSamples.of(numbers, numbers, labels);
  }
}
