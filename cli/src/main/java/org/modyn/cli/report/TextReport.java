package org.modyn.cli.report;

import static org.modyn.cli.report.Format.day;
import static org.modyn.cli.report.Format.metric;
import static org.modyn.cli.report.Format.seconds;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.modyn.cli.output.Counts;
import org.modyn.cli.output.Printable;
import org.modyn.cli.output.TextTable;
import org.modyn.cli.output.TextTable.Column;

/** A result as a text table. */
public final class TextReport {
  private TextReport() {}

  /** Formats the table with its means and the paths of log and report; ends with a line break. */
  public static String render(RunSummary summary) {
    PipelineResult result = summary.result();
    StringBuilder text = new StringBuilder(table(result).render());
    text.append('\n');
    if (result.hasEvaluations()) {
      text.append(explanation(result));
    }
    result.notes().forEach(note -> text.append("note: ").append(Printable.line(note)).append('\n'));
    text.append(
        String.format(
            Locale.ROOT,
            "pipeline %d (%s): %d triggers, %s samples trained on in %s s; %s s in all%n",
            summary.pipelineId(),
            Printable.line(summary.pipelineName()),
            result.triggers().size(),
            Counts.text(result.samplesTrained()),
            seconds(result.trainingSeconds()),
            seconds(summary.seconds())));
    text.append("log: ").append(Printable.line(summary.logPath())).append('\n');
    summary
        .reportPath()
        .ifPresent(path -> text.append("report: ").append(Printable.line(path)).append('\n'));
    return text.toString();
  }

  private static String explanation(PipelineResult result) {
    String what =
        result.metrics().stream().map(PipelineResult::label).collect(Collectors.joining(", "))
            + " on the window from that day, of the newest model";
    Optional<String> firstModel = Format.firstModel(result);
    return firstModel.isEmpty()
        ? String.format(
            Locale.ROOT,
            "%s; there were fewer than %d triggers, so there is no first model to compare it"
                + " with (--first-model-trigger).%n",
            what,
            result.firstModelTrigger())
        : String.format(Locale.ROOT, "%s and of the first model (%s).%n", what, firstModel.get());
  }

  private static TextTable table(PipelineResult result) {
    List<Column> columns =
        new ArrayList<>(
            List.of(
                Column.text("from"),
                Column.number("trigger"),
                Column.number("model"),
                Column.number("samples"),
                Column.number("seconds")));
    for (String name : result.metrics()) {
      columns.add(Column.number(PipelineResult.label(name) + " newest"));
      columns.add(Column.number(PipelineResult.label(name) + " first"));
    }
    TextTable table = TextTable.of(columns.toArray(Column[]::new));
    for (ResultRow row : result.rows()) {
      List<String> cells =
          new ArrayList<>(
              List.of(
                  day(row.start()),
                  Integer.toString(row.triggerId()),
                  Integer.toString(row.modelId()),
                  Counts.text(row.samplesTrained()),
                  seconds(row.seconds())));
      addMetrics(cells, result, row::metric);
      table.add(cells.toArray(String[]::new));
    }
    OptionalInt compared =
        result.metrics().stream().mapToInt(name -> result.comparedRows(name).size()).max();
    if (compared.orElse(0) > 0) {
      List<String> cells =
          new ArrayList<>(List.of("mean of " + compared.getAsInt(), "", "", "", ""));
      addMetrics(cells, result, result::mean);
      table.add(cells.toArray(String[]::new));
    }
    return table;
  }

  private static void addMetrics(
      List<String> cells, PipelineResult result, Function<String, MetricComparison> values) {
    for (String name : result.metrics()) {
      cells.add(metric(values.apply(name).newest()));
      cells.add(metric(values.apply(name).firstModel()));
    }
  }
}
