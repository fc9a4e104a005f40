package org.modyn.cli.trial;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.modyn.cli.output.Counts;
import org.modyn.cli.output.CsvText;
import org.modyn.cli.output.JsonOutput;
import org.modyn.cli.output.TextTable;
import org.modyn.cli.output.TextTable.Column;
import org.modyn.cli.output.Times;
import org.modyn.proto.supervisor.TrialTrigger;

/** Trials as {@code modyn triggers try} prints them. */
public final class TrialOutput {
  private static final String NONE = "-";

  private final List<TrialResult> results;

  /**
   * @param results in the order of the files
   */
  public TrialOutput(List<TrialResult> results) {
    this.results = List.copyOf(results);
  }

  /** A row for each trigger, if there is one trial; and one for each trial. */
  public String table() {
    return results.size() == 1 ? triggers(results.getFirst()) + "\n" + summary() : summary();
  }

  private static String triggers(TrialResult result) {
    TextTable table =
        TextTable.of(
            Column.number("trigger"),
            Column.text("time"),
            Column.number("new samples"),
            Column.number("training set"),
            Column.number("samples trained"),
            Column.number("training s"));
    for (TrialTrigger trigger : result.triggers()) {
      table.add(
          Integer.toString(trigger.getNumber()),
          Times.text(trigger.getTimestamp()),
          Counts.text(trigger.getNewSamples()),
          Counts.text(trigger.getTrainingSetSize()),
          Counts.text(trigger.getSamplesTrained()),
          seconds(seconds(trigger)));
    }
    return table.render();
  }

  private String summary() {
    TextTable table =
        TextTable.of(
            Column.text("file"),
            Column.text("policy"),
            Column.number("samples"),
            Column.number("triggers"),
            Column.number("mean training set"),
            Column.number("samples trained"),
            Column.number("training s"),
            Column.number("samples left"));
    for (TrialResult result : results) {
      table.add(
          result.name(),
          result.policy(),
          Counts.text(result.ended().getSamples()),
          Counts.text(result.triggers().size()),
          result.meanTrainingSetSize().isPresent()
              ? Counts.text(Math.round(result.meanTrainingSetSize().getAsDouble()))
              : NONE,
          Counts.text(result.samplesTrained()),
          seconds(result.trainingSeconds()),
          Counts.text(result.ended().getRemainingSamples()));
    }
    return table.render();
  }

  private static Optional<Double> seconds(TrialTrigger trigger) {
    return trigger.hasTrainingSeconds()
        ? Optional.of(trigger.getTrainingSeconds())
        : Optional.empty();
  }

  private static String seconds(Optional<Double> seconds) {
    return seconds.map(value -> String.format(Locale.ROOT, "%,.1f", value)).orElse(NONE);
  }

  /** An object for each trial, with its triggers. */
  public ArrayNode json() {
    ArrayNode list = JsonOutput.array();
    for (TrialResult result : results) {
      ObjectNode node =
          list.addObject()
              .put("file", result.name())
              .put("policy", result.policy())
              .put("samples", result.ended().getSamples())
              .put("samples_trained", result.samplesTrained())
              .put("training_seconds", result.trainingSeconds().orElse(null))
              .put("remaining_samples", result.ended().getRemainingSamples());
      ArrayNode triggers = node.putArray("triggers");
      for (TrialTrigger trigger : result.triggers()) {
        triggers
            .addObject()
            .put("trigger", trigger.getNumber())
            .put("time", Times.text(trigger.getTimestamp()))
            .put("new_samples", trigger.getNewSamples())
            .put("training_set_size", trigger.getTrainingSetSize())
            .put("samples_trained", trigger.getSamplesTrained())
            .put("training_seconds", seconds(trigger).orElse(null));
      }
    }
    return list;
  }

  /** A row for each trigger of each trial. */
  public String csv() {
    CsvText csv = new CsvText();
    csv.add(
        "file",
        "policy",
        "trigger",
        "time",
        "new_samples",
        "training_set_size",
        "samples_trained",
        "training_seconds");
    for (TrialResult result : results) {
      for (TrialTrigger trigger : result.triggers()) {
        csv.add(
            result.name(),
            result.policy(),
            trigger.getNumber(),
            Times.text(trigger.getTimestamp()),
            trigger.getNewSamples(),
            trigger.getTrainingSetSize(),
            trigger.getSamplesTrained(),
            seconds(trigger).orElse(null));
      }
    }
    return csv.render();
  }
}
