package org.modyn.cli.report;

import static org.modyn.cli.report.Format.metric;
import static org.modyn.cli.report.Format.seconds;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.modyn.cli.output.Counts;
import org.modyn.cli.output.JsonOutput;
import org.modyn.cli.output.Printable;
import org.modyn.cli.output.TextTable;
import org.modyn.cli.output.TextTable.Column;
import org.modyn.cli.report.Comparison.ComparedMetric;
import org.modyn.cli.report.Comparison.Means;
import org.modyn.cli.report.Comparison.MetricKey;
import org.modyn.cli.report.log.LoggedPipeline;

/** A comparison of pipelines as a text table, as JSON and as an HTML page. */
public final class ComparisonOutput {
  private static final String MEANS =
      "Metrics are means over the intervals on which all compared pipelines have a value.";

  private final Comparison comparison;

  public ComparisonOutput(Comparison comparison) {
    this.comparison = comparison;
  }

  /**
   * The table; ends with a line break.
   *
   * @param reportPath the HTML page
   */
  public String text(String reportPath) {
    List<Column> columns = new ArrayList<>(List.of(Column.number("id"), Column.text("name")));
    headings().forEach(heading -> columns.add(Column.number(heading)));
    TextTable table = TextTable.of(columns.toArray(Column[]::new));
    for (int index = 0; index < comparison.pipelines().size(); index++) {
      LoggedPipeline pipeline = comparison.pipelines().get(index);
      List<String> cells =
          new ArrayList<>(List.of(Integer.toString(pipeline.id()), pipeline.name()));
      cells.addAll(cells(index));
      table.add(cells.toArray(String[]::new));
    }
    StringBuilder text = new StringBuilder(table.render());
    text.append('\n').append(MEANS).append('\n');
    notes().forEach(note -> text.append("note: ").append(Printable.line(note)).append('\n'));
    return text.append("report: ").append(Printable.line(reportPath)).append('\n').toString();
  }

  /** The columns behind the name of the pipeline. */
  private List<String> headings() {
    List<String> headings = new ArrayList<>(List.of("triggers", "samples trained", "seconds"));
    for (ComparedMetric metric : comparison.metrics()) {
      headings.add(label(metric.key()) + " active");
      headings.add(label(metric.key()) + " trained");
    }
    return headings;
  }

  private List<String> cells(int index) {
    LoggedPipeline pipeline = comparison.pipelines().get(index);
    List<String> cells =
        new ArrayList<>(
            List.of(
                Counts.text(pipeline.triggers().size()),
                Counts.text(pipeline.samplesTrained()),
                seconds(pipeline.trainingSeconds())));
    for (ComparedMetric metric : comparison.metrics()) {
      cells.add(metric(metric.active().byPipeline().get(index)));
      cells.add(metric(metric.trained().byPipeline().get(index)));
    }
    return cells;
  }

  /** The metric, with handler and dataset where there are several. */
  private String label(MetricKey key) {
    long series =
        comparison.metrics().stream()
            .map(metric -> List.of(metric.key().handler(), metric.key().dataset()))
            .distinct()
            .count();
    String label = PipelineResult.label(key.metric());
    return series == 1
        ? label
        : String.format(Locale.ROOT, "%s (%s, %s)", label, key.handler(), key.dataset());
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (ComparedMetric metric : comparison.metrics()) {
      if (metric.active().intervals() == 0) {
        notes.add(
            label(metric.key())
                + ": the pipelines have no interval in common on which the active model has a"
                + " value");
      }
    }
    return notes;
  }

  /** One document for programs; unknown values are null. */
  public ObjectNode json(String reportPath) {
    ObjectNode document = JsonOutput.object();
    ArrayNode pipelines = document.putArray("pipelines");
    for (int index = 0; index < comparison.pipelines().size(); index++) {
      LoggedPipeline pipeline = comparison.pipelines().get(index);
      ObjectNode node = pipelines.addObject();
      node.put("pipeline", pipeline.name());
      node.put("pipeline_id", pipeline.id());
      node.put("triggers", pipeline.triggers().size());
      node.put("samples_trained", pipeline.samplesTrained());
      node.put("training_seconds", pipeline.trainingSeconds());
      node.put("seconds", pipeline.seconds());
      ArrayNode metrics = node.putArray("metrics");
      for (ComparedMetric metric : comparison.metrics()) {
        ObjectNode entry = metrics.addObject();
        entry.put("handler", metric.key().handler());
        entry.put("dataset_id", metric.key().dataset());
        entry.put("metric", metric.key().metric());
        put(entry.putObject("currently_active"), metric.active(), index);
        put(entry.putObject("currently_trained"), metric.trained(), index);
      }
    }
    ArrayNode notes = document.putArray("notes");
    notes().forEach(notes::add);
    document.put("report_path", reportPath);
    return document;
  }

  private static void put(ObjectNode node, Means means, int pipeline) {
    node.put("intervals", means.intervals());
    node.put("mean", JsonReport.nullable(means.byPipeline().get(pipeline)));
  }

  /**
   * Writes the HTML page to a file, replacing an existing one.
   *
   * @throws org.modyn.common.error.ModynException UNAVAILABLE when the file cannot be written
   */
  public void write(Path file) {
    Html.write(html(), file);
  }

  /** The whole HTML page. */
  String html() {
    Html page = new Html("Comparison of " + comparison.pipelines().size() + " pipelines");
    page.remark(MEANS);
    notes().forEach(note -> page.element("p", "Note: " + note));
    List<String> headings = new ArrayList<>(List.of("pipeline"));
    headings.addAll(headings());
    HtmlTable table =
        new HtmlTable(
            "",
            "Cost of each pipeline, and metrics of the currently active and the currently trained"
                + " model",
            headings);
    for (int index = 0; index < comparison.pipelines().size(); index++) {
      table.row(comparison.pipelines().get(index).title(), cells(index));
    }
    page.scrolling("table of the pipelines", table.end());
    for (ComparedMetric metric : comparison.metrics()) {
      page.element("h2", label(metric.key()) + " and cost");
      page.remark("The currently active model; " + metric.active().intervals() + " intervals.");
      page.raw("<div class=\"charts\">\n");
      for (CostChoice cost : CostChoice.values()) {
        page.raw(CostComparisonChart.render(comparison.pipelines(), metric, cost));
      }
      page.raw("</div>\n");
    }
    return page.end();
  }
}
