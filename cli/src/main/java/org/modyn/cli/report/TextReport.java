package org.modyn.cli.report;

import static org.modyn.cli.report.Format.day;
import static org.modyn.cli.report.Format.metric;
import static org.modyn.cli.report.Format.seconds;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.modyn.cli.output.Counts;
import org.modyn.cli.output.TextTable;
import org.modyn.cli.output.TextTable.Column;

/** A result as a table for people. */
public final class TextReport {
  private TextReport() {}

  /** The table with its means, and where to find more; ends with a line break. */
  public static String render(RunSummary summary) {
    PipelineResult result = summary.result();
    StringBuilder text = new StringBuilder(table(result).render());
    text.append('\n');
    if (result.hasEvaluations()) {
      text.append(explanation(result));
    }
    result.notes().forEach(note -> text.append("note: ").append(note).append('\n'));
    text.append(
        String.format(
            Locale.ROOT,
            "pipeline %d (%s): %d triggers, %s samples trained on in %s s; %s s in all%n",
            summary.pipelineId(),
            summary.pipelineName(),
            result.triggerTimes().size(),
            Counts.text(result.samplesTrained()),
            seconds(result.trainingSeconds()),
            seconds(summary.seconds())));
    text.append("log: ").append(summary.logPath()).append('\n');
    summary.reportPath().ifPresent(path -> text.append("report: ").append(path).append('\n'));
    return text.toString();
  }

  private static String explanation(PipelineResult result) {
    String what = result.metricLabel() + " on the window from that day, of the newest model";
    return result.triggerTimes().size() < result.firstModelTrigger()
        ? String.format(
            Locale.ROOT,
            "%s; there was no trigger %d to compare it with.%n",
            what,
            result.firstModelTrigger())
        : String.format(
            Locale.ROOT, "%s and of the first model (%s).%n", what, Format.firstModel(result));
  }

  private static TextTable table(PipelineResult result) {
    List<Column> columns =
        new ArrayList<>(
            List.of(
                Column.text("from"),
                Column.number("trigger"),
                Column.number("samples"),
                Column.number("seconds")));
    if (result.hasEvaluations()) {
      columns.add(Column.number(result.metricLabel() + " newest"));
      columns.add(Column.number(result.metricLabel() + " first"));
    }
    TextTable table = TextTable.of(columns.toArray(Column[]::new));
    result.rows().forEach(row -> table.add(cells(row, result)));
    if (!result.comparedRows().isEmpty()) {
      table.add(
          "mean of " + result.comparedRows().size(),
          "",
          "",
          "",
          metric(result.meanRetrained()),
          metric(result.meanFirstModel()));
    }
    return table;
  }

  private static String[] cells(ResultRow row, PipelineResult result) {
    List<String> cells =
        new ArrayList<>(
            List.of(
                day(row.start()),
                Integer.toString(row.trigger()),
                Counts.text(row.samplesTrained()),
                seconds(row.seconds())));
    if (result.hasEvaluations()) {
      cells.add(metric(row.retrained()));
      cells.add(metric(row.firstModel()));
    }
    return cells.toArray(String[]::new);
  }
}
