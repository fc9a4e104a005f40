package org.modyn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.common.config.system.UserCodePolicy;
import org.modyn.common.testing.PluginJar;
import org.modyn.proto.supervisor.PipelineEnded;
import org.modyn.proto.supervisor.WatchPipelineResponse;
import org.modyn.supervisor.fake.FakeTrainer;

/** Pipelines whose trigger is a class of a plugin. */
@Timeout(60)
final class PluginTriggerTest {
  /** Triggers on every sample whose timestamp is a multiple of a number. */
  private static final String MULTIPLES =
      """
      package com.acme;
      import java.util.Map;
      import org.modyn.supervisor.data.NewSamples;
      import org.modyn.supervisor.state.PolicyState;
      import org.modyn.supervisor.trigger.*;
      import org.modyn.supervisor.trigger.plugin.TriggerPlugin;
      public class Multiples implements TriggerPlugin {
        public TriggeringPolicy create(
            Map<String, Object> options, TriggerContext context, PolicyState state) {
          if (!(options.get("of") instanceof Long number)) {
            throw new IllegalArgumentException("of must be a whole number");
          }
          return new TriggeringPolicy() {
            public Decision next(NewSamples samples) {
              for (int index = 0; index < samples.size(); index++) {
                if (samples.timestamp(index) % number == 0) {
                  return Decision.at(index);
                }
              }
              return Decision.NONE;
            }
            public PolicyState state() {
              return PolicyState.of(new byte[] {1});
            }
          };
        }
      }
      """;

  @TempDir private Path directory;
  private SupervisorFixture supervisor;

  @BeforeEach
  void start() {
    supervisor = new SupervisorFixture(directory);
    supervisor.cluster().storage().add("flights", 1, 50, 99, 100, 150, 199);
  }

  @AfterEach
  void close() {
    supervisor.close();
  }

  @Test
  void thePluginDecidesWhenToTrain() {
    addPlugin("Multiples", MULTIPLES);
    int pipelineId = supervisor.replay(pipeline("Multiples", "{of: 50}"));
    assertThat(lastTimestamps(pipelineId)).containsExactly(50L, 100L, 150L);
  }

  @Test
  void optionsAreCheckedWhenThePipelineIsSubmitted() {
    addPlugin("Multiples", MULTIPLES);
    assertThat(problem("Multiples", "{of: fifty}"))
        .isEqualTo(
            "trigger.config: com.acme.Multiples rejects its options: of must be a whole number");
  }

  @Test
  void aClassThatNoJarHasIsReported() {
    addPlugin("Multiples", MULTIPLES);
    assertThat(problem("Multipls", "{}"))
        .startsWith("trigger.id: none of the 1 jars in ")
        .endsWith(" has the class com.acme.Multipls");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          class Broken {}                                                         | trigger.id: the class com.acme.Broken does not implement org.modyn.supervisor.trigger.plugin.TriggerPlugin
          class Broken implements P { public Broken() { throw new RuntimeException("x"); } C } | trigger.id: cannot make an object of the class com.acme.Broken: java.lang.RuntimeException: x
          class Broken implements P { public Broken(int number) {} C }             | trigger.id: cannot make an object of the class com.acme.Broken: it has no public constructor without parameters
          class Broken implements P { C }                                          | trigger.id: com.acme.Broken.create failed: it returned null
          """)
  void aClassThatMakesNoTriggerIsReported(String declaration, String problem) {
    String create =
        "public org.modyn.supervisor.trigger.TriggeringPolicy create(java.util.Map<String, Object>"
            + " options, org.modyn.supervisor.trigger.TriggerContext context,"
            + " org.modyn.supervisor.state.PolicyState state) { return null; }";
    addPlugin(
        "Broken",
        "package com.acme; public "
            + declaration
                .replace(" P ", " org.modyn.supervisor.trigger.plugin.TriggerPlugin ")
                .replace(" C ", create));
    assertThat(problem("Broken", "{}")).isEqualTo(problem);
  }

  @Test
  void aFailureOfThePluginFailsThePipeline() {
    addPlugin(
        "Failing",
        MULTIPLES
            .replace("Multiples", "Failing")
            .replace("return Decision.NONE;", "return Decision.at(samples.size());"));
    int pipelineId = supervisor.replay(pipeline("Failing", "{of: 1000}"));
    PipelineEnded ended = supervisor.awaitEnd(pipelineId);
    assertThat(ended.getSuccess()).isFalse();
    assertThat(ended.getError())
        .contains(
            "trigger.id: com.acme.Failing.next failed: it returned the sample 3 of 3 samples,"
                + " which are counted from 0");
  }

  /** It triggers on its second and its third sample only, if it knows how many it has seen. */
  @Test
  void aRestartedSupervisorContinuesWithTheState() throws InterruptedException {
    addPlugin(
        "Counting",
        MULTIPLES
            .replace("Multiples", "Counting")
            .replace(
                "return new TriggeringPolicy() {",
                "byte[] seen = {state.isInitial() ? 0 : state.bytes()[0]};"
                    + " return new TriggeringPolicy() {")
            .replace(
                "if (samples.timestamp(index) % number == 0) {",
                "seen[0]++; if (seen[0] == number || seen[0] == number + 1) {")
            .replace("new byte[] {1}", "seen"));
    FakeTrainer trainer = supervisor.cluster().trainer();
    trainer.setBehavior(FakeTrainer.Behavior.HANG);
    int pipelineId = supervisor.replay(pipeline("Counting", "{of: 2}"));
    trainer.awaitRunning();
    supervisor.stopSupervisor();
    trainer.setBehavior(FakeTrainer.Behavior.SUCCEED);
    supervisor.startSupervisor();
    assertThat(supervisor.awaitEnd(pipelineId).getSuccess()).isTrue();
    // the first training has been requested again
    assertThat(Set.copyOf(trainer.requests())).hasSize(2);
  }

  @Test
  void aConfigurationWithoutUserCodeAllowsNoPlugins() {
    addPlugin("Multiples", MULTIPLES);
    supervisor.setUserCode(UserCodePolicy.BUILTINS);
    assertThat(problem("Multiples", "{of: 50}"))
        .isEqualTo(
            "trigger.id: user_code is 'builtins' in the system configuration of this server, so"
                + " that it runs no classes of plugins; use a builtin, or have user_code set to"
                + " 'java'");
  }

  /** The timestamps of the last samples of the triggers. */
  private List<Long> lastTimestamps(int pipelineId) {
    List<WatchPipelineResponse> events = supervisor.events(pipelineId);
    PipelineEnded ended = events.getLast().getPipelineEnded();
    assertThat(ended.getSuccess()).as(ended.getError()).isTrue();
    return events.stream()
        .filter(WatchPipelineResponse::hasTriggerCompleted)
        .map(event -> event.getTriggerCompleted().getLastTimestamp())
        .toList();
  }

  private void addPlugin(String className, String source) {
    PluginJar.write(supervisor.config().stateDirectory().resolve("plugins"), className, source);
  }

  private static String pipeline(String className, String options) {
    return SupervisorFixture.PIPELINE.replace(
        "{id: TimeTrigger, every: 100s}",
        "{id: 'class:com.acme." + className + "', config: " + options + "}");
  }

  /** The only problem of a pipeline that is rejected. */
  private String problem(String className, String options) {
    List<String> lines =
        supervisor
            .submit(
                SupervisorFixture.request(pipeline(className, options)).setStartReplayAt(0).build())
            .getException()
            .lines()
            .toList();
    assertThat(lines).hasSize(1);
    return lines.getFirst();
  }
}
