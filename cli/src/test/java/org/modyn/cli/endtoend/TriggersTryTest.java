package org.modyn.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.cli.command.CommandRunner;

/** {@code modyn triggers try} on real servers, with a slice of the flights example. */
class TriggersTryTest {
  @TempDir private Path directory;
  private final CommandRunner commands = new CommandRunner();

  @Test
  void severalPoliciesAreTriedOnOneDataset() throws IOException {
    FlightsSlice flights = FlightsSlice.write(directory.resolve("flights"), 2);
    Path amount = copyWith(flights, "amount.yaml", "{id: DataAmountTrigger, num_samples: 1000}");
    // fails at its second interval, because the features are not binary
    Path failing =
        copyWith(
            flights,
            "failing.yaml",
            "{id: DataDriftTrigger, evaluation_interval_data_points: 500, embeddings: none,"
                + " metrics: {m: {id: FisherExactDriftMetric, decision_criterion: {id:"
                + " ThresholdDecisionCriterion, threshold: 0.1}}}}");
    Path drift =
        copyWith(
            flights,
            "drift.yaml",
            "{id: DataDriftTrigger, evaluation_interval_data_points: 500, embeddings: none,"
                + " metrics: {m: {id: AlibiDetectKSDriftMetric, decision_criterion: {id:"
                + " ThresholdDecisionCriterion, threshold: 0.15}}}}");
    Path page = directory.resolve("page.html");

    int exitCode =
        commands.run(
            "triggers",
            "try",
            flights.pipeline().toString(),
            failing.toString(),
            amount.toString(),
            drift.toString(),
            "--state-dir",
            directory.resolve("state").toString(),
            "--output-file",
            page.toString(),
            "--samples-per-second",
            "1000",
            "--output",
            "json");

    assertThat(exitCode).as(commands.error()).isEqualTo(1);
    JsonNode results = JsonMapper.builder().build().readTree(commands.output());
    JsonNode weekly = results.get(0);
    assertThat(weekly.get("samples").longValue()).isEqualTo(flights.flights());
    assertThat(weekly.get("triggers")).hasSize(FlightsSlice.TRIGGERS);
    // all data so far, twice
    assertThat(weekly.at("/triggers/2/training_set_size").longValue())
        .isEqualTo(
            weekly.at("/triggers/0/new_samples").longValue()
                + weekly.at("/triggers/1/new_samples").longValue()
                + weekly.at("/triggers/2/new_samples").longValue());
    assertThat(weekly.at("/triggers/2/samples_trained").longValue())
        .isEqualTo(2 * weekly.at("/triggers/2/training_set_size").longValue());
    assertThat(weekly.at("/triggers/2/training_seconds").doubleValue())
        .isEqualTo(weekly.at("/triggers/2/samples_trained").longValue() / 1000.0);
    JsonNode byAmount = results.get(1);
    assertThat(byAmount.get("triggers")).hasSize((int) (flights.flights() / 1000));
    assertThat(byAmount.get("remaining_samples").longValue()).isEqualTo(flights.flights() % 1000);
    JsonNode byDrift = results.get(2);
    assertThat(byDrift.get("file").textValue()).isEqualTo("drift.yaml");
    assertThat(byDrift.get("triggers").size()).isBetween(2, 7);
    assertThat(Files.readString(page)).contains("pipeline.yaml (TimeTrigger)", "amount.yaml");
  }

  @Test
  void argumentsAreCheckedBeforeAnyServerIsStarted() throws IOException {
    FlightsSlice flights = FlightsSlice.write(directory.resolve("flights"), 1);
    String pipeline = flights.pipeline().toString();
    String dataset = "../examples/tabular/dataset.yaml";

    assertThat(commands.run("triggers", "try", pipeline, "--dataset", dataset)).isEqualTo(1);
    assertThat(commands.error())
        .contains("data.dataset_id is 'flights', but --dataset " + dataset + " declares 'weather'");
    assertThat(commands.run("triggers", "try", pipeline, "--output-file", "/no/such/page.html"))
        .isEqualTo(1);
    assertThat(commands.error())
        .isEqualTo("error: /no/such/page.html: there is no folder /no/such\n");
    assertThat(commands.run("triggers", "try", pipeline, "--output-file", "/tmp")).isEqualTo(1);
    assertThat(commands.error()).isEqualTo("error: /tmp is a folder; name a file in it\n");
  }

  @Test
  void aPolicyThatNeedsAModelIsRefusedWithItsPlaceInTheFile() throws IOException {
    FlightsSlice flights = FlightsSlice.write(directory.resolve("flights"), 1);
    Path drift =
        copyWith(
            flights,
            "drift.yaml",
            "{id: DataDriftTrigger, evaluation_interval_data_points: 100, metrics: {mmd: {id:"
                + " AlibiDetectMmdDriftMetric, decision_criterion: {id:"
                + " ThresholdDecisionCriterion, threshold: 0.1}}}}");

    int exitCode =
        commands.run(
            "triggers",
            "try",
            drift.toString(),
            "--state-dir",
            directory.resolve("state").toString());

    assertThat(exitCode).isEqualTo(1);
    assertThat(commands.error())
        .contains("drift.yaml:", "trigger: DataDriftTrigger compares the embeddings of a model");
  }

  private Path copyWith(FlightsSlice flights, String name, String trigger) throws IOException {
    String weekly = "trigger:\n  id: TimeTrigger\n  every: 1w\n";
    String pipeline = Files.readString(flights.pipeline());
    assertThat(pipeline).contains(weekly);
    return Files.writeString(
        flights.pipeline().resolveSibling(name),
        pipeline.replace(weekly, "trigger: " + trigger + "\n"));
  }
}
