package org.modyn.cli.report;

import static org.modyn.cli.report.Format.count;
import static org.modyn.cli.report.Format.day;
import static org.modyn.cli.report.Format.metric;
import static org.modyn.cli.report.Format.seconds;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A result as a table for people. */
public final class TextReport {
  private static final String GAP = "  ";

  private TextReport() {}

  /** The table with its means, and where to find more; ends with a line break. */
  public static String render(RunSummary summary) {
    PipelineResult result = summary.result();
    List<List<String>> lines = new ArrayList<>();
    lines.add(headings(result));
    for (ResultRow row : result.rows()) {
      lines.add(cells(row, result));
    }
    if (!result.comparedRows().isEmpty()) {
      lines.add(
          List.of(
              "mean of " + result.comparedRows().size(),
              "",
              "",
              "",
              metric(result.meanRetrained()),
              metric(result.meanFirstModel())));
    }
    StringBuilder text = new StringBuilder(layOut(lines));
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
            count(result.samplesTrained()),
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

  private static List<String> headings(PipelineResult result) {
    List<String> headings = new ArrayList<>(List.of("from", "trigger", "samples", "seconds"));
    if (result.hasEvaluations()) {
      headings.add(result.metricLabel() + " newest");
      headings.add(result.metricLabel() + " first");
    }
    return headings;
  }

  private static List<String> cells(ResultRow row, PipelineResult result) {
    List<String> cells =
        new ArrayList<>(
            List.of(
                day(row.start()),
                Integer.toString(row.trigger()),
                count(row.samplesTrained()),
                seconds(row.seconds())));
    if (result.hasEvaluations()) {
      cells.add(metric(row.retrained()));
      cells.add(metric(row.firstModel()));
    }
    return cells;
  }

  /** The first column is aligned left, numbers are aligned right. */
  private static String layOut(List<List<String>> lines) {
    int columns = lines.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> line : lines) {
      for (int column = 0; column < columns; column++) {
        widths[column] = Math.max(widths[column], line.get(column).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      for (int column = 0; column < columns; column++) {
        String padding = " ".repeat(widths[column] - line.get(column).length());
        text.append(column == 0 ? "" : GAP);
        text.append(column == 0 ? line.get(column) + padding : padding + line.get(column));
      }
      text.append('\n');
    }
    return text.toString();
  }
}
