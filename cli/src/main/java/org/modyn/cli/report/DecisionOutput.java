package org.modyn.cli.report;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.modyn.cli.output.Counts;
import org.modyn.cli.output.CsvText;
import org.modyn.cli.output.JsonOutput;
import org.modyn.cli.output.TextTable;
import org.modyn.cli.output.TextTable.Column;
import org.modyn.cli.output.Times;
import org.modyn.cli.report.log.LoggedDecision;
import org.modyn.cli.report.log.LoggedPipeline;
import org.modyn.cli.report.log.LoggedTrigger;

/** The triggers of a pipeline and why its policy has triggered. */
public final class DecisionOutput {
  private static final String NONE = "-";

  private final LoggedPipeline pipeline;

  public DecisionOutput(LoggedPipeline pipeline) {
    this.pipeline = requireNonNull(pipeline, "pipeline is null");
  }

  /** A row for each trigger. */
  public String table() {
    TextTable table =
        TextTable.of(
            Column.number("trigger"),
            Column.text("last sample"),
            Column.number("samples"),
            Column.number("model"),
            Column.text("reason"));
    for (LoggedTrigger trigger : pipeline.triggers()) {
      table.add(
          Integer.toString(trigger.triggerId()),
          time(trigger.lastTimestamp()).orElse(NONE),
          trigger.samples().isPresent() ? Counts.text(trigger.samples().getAsLong()) : NONE,
          model(trigger.modelId()),
          reason(trigger));
    }
    return table.render();
  }

  /** The policy, and an object for each trigger with all that was logged of its decision. */
  public ObjectNode json() {
    ObjectNode document =
        JsonOutput.object()
            .put("pipeline_id", pipeline.id())
            .put("policy", pipeline.trigger().orElse(null));
    ArrayNode triggers = document.putArray("triggers");
    for (LoggedTrigger trigger : pipeline.triggers()) {
      ObjectNode entry =
          triggers
              .addObject()
              .put("trigger_id", trigger.triggerId())
              .put("last_sample", time(trigger.lastTimestamp()).orElse(null))
              .put("samples", trigger.samples().isPresent() ? trigger.samples().getAsLong() : null)
              .put("model_id", trigger.modelId().isPresent() ? trigger.modelId().getAsInt() : null)
              .put("reason", reason(trigger));
      entry.set("decision", trigger.decision().map(LoggedDecision::entry).orElse(null));
    }
    return document;
  }

  /** A row for each trigger. */
  public String csv() {
    CsvText csv = new CsvText();
    csv.add("trigger_id", "last_sample", "samples", "model_id", "reason");
    for (LoggedTrigger trigger : pipeline.triggers()) {
      csv.add(
          trigger.triggerId(),
          time(trigger.lastTimestamp()).orElse(null),
          trigger.samples().isPresent() ? trigger.samples().getAsLong() : null,
          trigger.modelId().isPresent() ? trigger.modelId().getAsInt() : null,
          reason(trigger));
    }
    return csv.render();
  }

  /** Policies of time and amount measure nothing: their configuration is the reason. */
  private String reason(LoggedTrigger trigger) {
    return trigger.decision().map(LoggedDecision::reason).or(pipeline::trigger).orElse(NONE);
  }

  private static Optional<String> time(OptionalLong seconds) {
    return seconds.isPresent() ? Optional.of(Times.text(seconds.getAsLong())) : Optional.empty();
  }

  private static String model(OptionalInt id) {
    return id.isPresent() ? Integer.toString(id.getAsInt()) : NONE;
  }
}
