package org.modyn.cli.report;

import static org.modyn.cli.report.Format.day;
import static org.modyn.cli.report.Format.metric;
import static org.modyn.cli.report.Format.seconds;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.modyn.cli.output.Printable;
import org.modyn.cli.output.TextTable;
import org.modyn.cli.output.TextTable.Column;
import org.modyn.cli.report.log.EvaluationSeries;
import org.modyn.cli.report.log.LoggedTrigger;

/** The result of a pipeline as text tables. */
public final class TextReport {
  /** Of more intervals, the last ones are shown. */
  private static final int MAXIMUM_ROWS = 500;

  private TextReport() {}

  /**
   * Formats a table with its means for each series, and the paths of log and report; ends with a
   * line break.
   */
  public static String render(RunSummary summary) {
    PipelineResult result = summary.result();
    StringBuilder text = new StringBuilder();
    for (SeriesResult series : result.series()) {
      if (result.series().size() > 1) {
        text.append(Printable.line(series.series().title())).append(":\n\n");
      }
      text.append(table(series).render()).append('\n');
      text.append(explanation(result, series)).append('\n');
    }
    if (result.series().isEmpty()) {
      text.append(triggers(result.log().triggers()).render()).append('\n');
    }
    result.notes().forEach(note -> text.append("note: ").append(Printable.line(note)).append('\n'));
    text.append(
        String.format(
            Locale.ROOT,
            "pipeline %d (%s): %s%n",
            result.log().id(),
            Printable.line(result.log().name()),
            Format.costs(result.log())));
    text.append("log: ").append(Printable.line(summary.logPath())).append('\n');
    summary
        .reportPath()
        .ifPresent(path -> text.append("report: ").append(Printable.line(path)).append('\n'));
    return text.toString();
  }

  private static String explanation(PipelineResult result, SeriesResult series) {
    String what =
        series.series().metrics().stream()
                .map(PipelineResult::label)
                .collect(Collectors.joining(", "))
            + " on the window from that day, of the newest model";
    int hidden = series.rows().size() - MAXIMUM_ROWS;
    String omitted =
        hidden > 0
            ? String.format(Locale.ROOT, "The first %s windows are not shown.%n", hidden)
            : "";
    Optional<String> firstModel = Format.firstModel(result);
    return omitted
        + (firstModel.isEmpty()
            ? String.format(
                Locale.ROOT,
                "%s; there were fewer than %d triggers, so there is no first model to compare it"
                    + " with (--first-model-trigger).%n",
                what,
                result.firstModelTrigger())
            : String.format(
                Locale.ROOT, "%s and of the first model (%s).%n", what, firstModel.get()));
  }

  private static TextTable table(SeriesResult result) {
    EvaluationSeries series = result.series();
    List<Column> columns =
        new ArrayList<>(
            List.of(
                Column.text("from"),
                Column.number("trigger"),
                Column.number("model"),
                Column.number("samples"),
                Column.number("seconds")));
    for (String name : series.metrics()) {
      columns.add(Column.number(PipelineResult.label(name) + " newest"));
      columns.add(Column.number(PipelineResult.label(name) + " first"));
    }
    TextTable table = TextTable.of(columns.toArray(Column[]::new));
    List<ResultRow> rows = result.rows();
    for (ResultRow row : rows.subList(Math.max(0, rows.size() - MAXIMUM_ROWS), rows.size())) {
      LoggedTrigger trigger = row.trigger();
      List<String> cells = triggerCells(day(series.start(row.interval())), trigger);
      addMetrics(cells, series, name -> result.comparison(name, row.interval()));
      table.add(cells.toArray(String[]::new));
    }
    LongSummaryStatistics compared =
        series.metrics().stream().mapToLong(result::comparedIntervals).summaryStatistics();
    if (compared.getMax() > 0) {
      String intervals =
          compared.getMin() == compared.getMax()
              ? Long.toString(compared.getMax())
              : compared.getMin() + " to " + compared.getMax();
      List<String> cells = new ArrayList<>(List.of("mean of " + intervals, "", "", "", ""));
      addMetrics(cells, series, result::mean);
      table.add(cells.toArray(String[]::new));
    }
    return table;
  }

  private static List<String> triggerCells(String from, LoggedTrigger trigger) {
    return new ArrayList<>(
        List.of(
            from,
            Integer.toString(trigger.triggerId()),
            Format.id(trigger.modelId()),
            Format.count(trigger.samplesTrained()),
            seconds(trigger.trainingSeconds())));
  }

  private static void addMetrics(
      List<String> cells, EvaluationSeries series, Function<String, MetricComparison> values) {
    for (String name : series.metrics()) {
      MetricComparison comparison = values.apply(name);
      cells.add(metric(comparison.newest()));
      cells.add(metric(comparison.firstModel()));
    }
  }

  private static TextTable triggers(List<LoggedTrigger> triggers) {
    TextTable table =
        TextTable.of(
            Column.text("from"),
            Column.number("trigger"),
            Column.number("model"),
            Column.number("samples"),
            Column.number("seconds"));
    for (LoggedTrigger trigger : triggers) {
      table.add(triggerCells(day(trigger.firstTimestamp()), trigger).toArray(String[]::new));
    }
    return table;
  }
}
