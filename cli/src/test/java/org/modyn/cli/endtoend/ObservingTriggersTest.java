package org.modyn.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pipelines whose triggers ask the evaluator, on real servers: each is run once without a
 * disturbance, and once with a SIGKILL of all servers after the first model. Both must decide
 * alike, to the last bit of what was measured.
 */
@Timeout(600)
final class ObservingTriggersTest {
  /** The trainings after the first take seconds together, in which the servers are killed. */
  private static final int EPOCHS = 100;

  private static final String PERFORMANCE =
      """
      id: PerformanceTrigger
      evaluation_interval_data_points: 300
      evaluation: {device: cpu}
      decision_criteria:
        accuracy:
          id: StaticPerformanceThresholdCriterion
          metric: Accuracy
          metric_threshold: 0.7
      """;

  private static final YAMLMapper YAML = new YAMLMapper();

  @TempDir private Path directory;

  /** A trigger, and the field of its log that has what it measures. */
  private record Observing(String trigger, String measured) {}

  /** The thresholds are such that some intervals trigger, and others do not. */
  static Stream<Observing> triggers() {
    return Stream.of(
        new Observing(drift("none", 0.002), "distance"),
        new Observing(drift("model", 0.03), "distance"),
        new Observing(PERFORMANCE, "Accuracy"));
  }

  private static String drift(String embeddings, double threshold) {
    return """
    id: DataDriftTrigger
    evaluation_interval_data_points: 300
    sample_size: 200
    embeddings: %s
    metrics:
      mmd:
        id: AlibiDetectMmdDriftMetric
        num_permutations: null
        decision_criterion: {id: ThresholdDecisionCriterion, threshold: %s}
    """
        .formatted(embeddings, threshold);
  }

  @ParameterizedTest
  @MethodSource("triggers")
  void decideAlikeAfterAKill(Observing observing) throws Exception {
    Path pipeline = pipeline(observing.trigger());
    try (ModynProcess run = inState("undisturbed", "run", pipeline.toString())) {
      assertThat(run.awaitExit()).as(run.error()).isZero();
    }
    try (ModynProcess killed = inState("killed", "run", pipeline.toString())) {
      killed.awaitError("trigger 0: model 1,");
      killed.signal("KILL");
      assertThat(killed.awaitExit()).isNotZero();
    }
    try (ModynProcess resumed = inState("killed", "run", "--resume", "1")) {
      assertThat(resumed.awaitExit()).as(resumed.error()).isZero();
    }
    List<JsonNode> expected = evaluations("undisturbed");
    assertThat(evaluations("killed")).isEqualTo(expected);
    assertThat(expected)
        .anyMatch(evaluation -> !evaluation.get("triggered").booleanValue())
        .anyMatch(
            evaluation ->
                evaluation.get("triggered").booleanValue()
                    && !evaluation.findValues(observing.measured()).isEmpty());
  }

  private Path pipeline(String trigger) throws IOException {
    FlightsSlice slice = FlightsSlice.write(directory.resolve("example"), EPOCHS);
    ObjectNode pipeline = (ObjectNode) YAML.readTree(Files.readString(slice.pipeline()));
    ObjectNode section = (ObjectNode) YAML.readTree(trigger);
    if (section.has("evaluation")) {
      section.withObject("evaluation").set("dataset", pipeline.at("/evaluation/datasets/0"));
    }
    pipeline.set("trigger", section);
    pipeline.remove("evaluation");
    pipeline.withObject("training").put("drop_last_batch", false);
    pipeline.withObject("selection_strategy").put("tail_triggers", 0);
    return Files.writeString(slice.pipeline(), YAML.writeValueAsString(pipeline));
  }

  /** What the policy has logged, in order. */
  private List<JsonNode> evaluations(String state) throws IOException {
    Path log = directory.resolve(state).resolve("evaluation/pipeline_1/pipeline.log");
    List<JsonNode> evaluations = new ArrayList<>();
    for (JsonNode ofBatch : YAML.readTree(Files.readString(log)).findValues("evaluations")) {
      ofBatch.forEach(evaluations::add);
    }
    return evaluations;
  }

  private ModynProcess inState(String state, String... arguments) throws IOException {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--state-dir";
    all[arguments.length + 1] = directory.resolve(state).toString();
    return ModynProcess.start(all);
  }
}
