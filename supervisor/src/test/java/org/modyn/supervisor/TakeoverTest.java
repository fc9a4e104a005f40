package org.modyn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.proto.supervisor.PipelineEnded;
import org.modyn.proto.supervisor.WatchPipelineResponse;
import org.modyn.supervisor.fake.FakeSelector;

/**
 * Pipelines that other supervisors take over at random moments, as after a crash: what the earlier
 * supervisor has not stored is lost.
 */
class TakeoverTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {"{id: TimeTrigger, every: 100s}", "{id: DataAmountTrigger, num_samples: 4}"})
  void aPipelineEndsAsIfNothingHadHappened(String trigger) throws Exception {
    String pipeline =
        SupervisorFixture.PIPELINE
            .replace("{id: TimeTrigger, every: 100s}", trigger)
            .replace("after_pipeline", "after_training");
    Outcome undisturbed = run(pipeline, 0, 0);
    assertThat(undisturbed.models()).isNotEmpty();
    assertThat(undisturbed.evaluations()).isNotEmpty();
    for (int seed = 1; seed <= 6; seed++) {
      assertThat(run(pipeline, seed, 3)).as("seed %d", seed).isEqualTo(undisturbed);
    }
  }

  private Outcome run(String pipeline, int seed, int takeovers) throws Exception {
    Path stateDirectory = directory.resolve("run" + seed);
    Random random = new Random(seed);
    try (SupervisorFixture supervisor = new SupervisorFixture(stateDirectory)) {
      supervisor
          .cluster()
          .storage()
          .add("flights", 0, 10, 50, 99, 100, 150, 320, 330, 400, 410, 420, 430, 500, 640, 650);
      int pipelineId = supervisor.replay(pipeline);
      for (int takeover = 0; takeover < takeovers; takeover++) {
        var events = supervisor.watch(pipelineId);
        int seen = random.nextInt(40);
        for (int event = 0; event < seen && events.hasNext(); event++) {
          events.next();
        }
        supervisor.takeOver();
      }
      List<WatchPipelineResponse> events = supervisor.events(pipelineId);
      PipelineEnded ended = events.getLast().getPipelineEnded();
      assertThat(ended.getError()).isEmpty();
      return Outcome.of(supervisor.cluster().selector(), events, Path.of(ended.getLogPath()));
    }
  }

  /** What must not depend on takeovers. */
  private record Outcome(
      List<Long> seen,
      TreeMap<Integer, List<Long>> trainingSets,
      List<String> models,
      List<String> evaluations,
      List<String> log) {
    private static Outcome of(
        FakeSelector selector, List<WatchPipelineResponse> events, Path logFile) throws Exception {
      JsonNode runs =
          new JsonMapper().readTree(Files.readString(logFile)).at("/supervisor_logs/stage_runs");
      return new Outcome(
          selector.seen(),
          new TreeMap<>(selector.trainingSets()),
          events.stream()
              .filter(WatchPipelineResponse::hasTriggerCompleted)
              .map(
                  event ->
                      event.getTriggerCompleted().toBuilder().clearSeconds().build().toString())
              .toList(),
          events.stream()
              .filter(WatchPipelineResponse::hasModelEvaluated)
              .map(event -> event.getModelEvaluated().toString())
              .sorted()
              .toList(),
          runs.findValuesAsText("id"));
    }
  }
}
