package org.modyn.cli.report;

import static org.modyn.cli.report.Format.metric;
import static org.modyn.cli.report.Format.seconds;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.modyn.cli.report.log.CostStage;
import org.modyn.cli.report.log.LoggedPipeline;
import org.modyn.cli.report.log.LoggedTrigger;
import org.modyn.cli.report.log.StageSeconds;
import org.modyn.common.error.ModynException;

/**
 * The result of a pipeline as one HTML page: for each handler, dataset and metric a chart over time
 * and a heat map, then the triggers with their cost.
 */
public final class HtmlReport {
  private HtmlReport() {}

  /**
   * Writes the page to a file, replacing an existing one.
   *
   * @throws ModynException UNAVAILABLE when the file cannot be written
   */
  public static void write(RunSummary summary, Path file) {
    Html.write(render(summary), file);
  }

  /** The whole page. */
  public static String render(RunSummary summary) {
    PipelineResult result = summary.result();
    LoggedPipeline log = result.log();
    Html page = new Html(log.title());
    page.element("p", Format.costs(log));
    result.notes().forEach(note -> page.element("p", "Note: " + note));
    contents(page, result);
    for (int series = 0; series < result.series().size(); series++) {
      section(page, result, series);
    }
    page.heading(2, "triggers", "Triggers and their cost");
    if (!log.triggers().isEmpty()) {
      page.scrolling("chart of the seconds by trigger", CostChart.render(log.triggers()));
      page.scrolling("table of the triggers", triggers(log));
    } else {
      page.element("p", "There are no triggers.");
    }
    page.remark("Pipeline log: " + summary.logPath());
    return page.end();
  }

  private static void contents(Html page, PipelineResult result) {
    page.raw("<nav aria-label=\"Contents\"><ul>\n");
    for (int index = 0; index < result.series().size(); index++) {
      SeriesResult series = result.series().get(index);
      page.raw("<li>").raw(Html.escape(series.series().title())).raw(": ");
      List<String> links = new ArrayList<>();
      List<String> metrics = series.series().metrics();
      for (int metric = 0; metric < metrics.size(); metric++) {
        links.add(link(id(index, metric), PipelineResult.label(metrics.get(metric))));
      }
      page.raw(String.join(", ", links)).raw("</li>\n");
    }
    page.raw("<li>").raw(link("triggers", "Triggers and their cost")).raw("</li>\n</ul></nav>\n");
  }

  private static String id(int series, int metric) {
    return String.format(Locale.ROOT, "series-%d-metric-%d", series, metric);
  }

  private static String link(String id, String text) {
    return "<a href=\"#" + id + "\">" + Html.escape(text) + "</a>";
  }

  private static void section(Html page, PipelineResult result, int index) {
    SeriesResult series = result.series().get(index);
    String title = series.series().title();
    page.heading(
        2, "series-" + index, title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1));
    int drawn = MetricChart.drawnModels(series.series()).length;
    int models = series.series().models().length;
    if (drawn < models) {
      page.remark(String.format(Locale.ROOT, "The charts show %d of %d models.", drawn, models));
    }
    List<String> metrics = series.series().metrics();
    if (metrics.isEmpty()) {
      page.element("p", "Nothing was measured.");
    }
    for (int metric = 0; metric < metrics.size(); metric++) {
      String name = metrics.get(metric);
      String label = PipelineResult.label(name);
      page.heading(3, id(index, metric), label);
      means(page, result, series, name);
      page.scrolling("chart of " + label + " over time", MetricChart.render(result, series, name));
      page.scrolling(label + " of each model", HeatMap.render(series.series(), name));
    }
  }

  private static void means(Html page, PipelineResult result, SeriesResult series, String metric) {
    long intervals = series.comparedIntervals(metric);
    if (intervals == 0) {
      return;
    }
    MetricComparison mean = series.mean(metric);
    page.raw("<div class=\"means\"><div class=\"active\"><strong>")
        .raw(metric(mean.newest()))
        .raw("</strong>newest model, mean of ")
        .raw(
            intervals
                + (intervals == 1 ? " interval" : " intervals")
                + "</div><div class=\"first\"><strong>")
        .raw(metric(mean.firstModel()))
        .raw("</strong>first model (")
        .raw(Html.escape(Format.firstModel(result).orElse("")))
        .raw("), same intervals</div></div>\n");
  }

  private static String triggers(LoggedPipeline log) {
    List<CostStage> stages = CostChart.usedStages(log.triggers());
    List<String> headings = new ArrayList<>(List.of("trigger", "model", "from", "to", "samples"));
    boolean isDownsampled =
        log.triggers().stream().anyMatch(trigger -> trigger.samplesOffered().isPresent());
    if (isDownsampled) {
      headings.addAll(List.of("offered", "chosen"));
    }
    headings.add("trained on");
    stages.forEach(stage -> headings.add(stage.label() + " s"));
    headings.add("total s");
    HtmlTable table = new HtmlTable("", "Samples, and seconds of each stage, by trigger", headings);
    for (LoggedTrigger trigger : log.triggers()) {
      List<String> cells =
          new ArrayList<>(
              List.of(
                  Format.id(trigger.modelId()),
                  Format.day(trigger.firstTimestamp()),
                  Format.day(trigger.lastTimestamp()),
                  Format.count(trigger.samples())));
      if (isDownsampled) {
        cells.add(Format.count(trigger.samplesOffered()));
        cells.add(Format.count(trigger.samplesChosen()));
      }
      cells.add(Format.count(trigger.samplesTrained()));
      addSeconds(cells, stages, trigger.seconds());
      table.row(Integer.toString(trigger.triggerId()), cells);
    }
    if (log.remaining().total() > 0) {
      List<String> cells = new ArrayList<>(Collections.nCopies(isDownsampled ? 7 : 5, Format.NONE));
      addSeconds(cells, stages, log.remaining());
      table.row("after the last", cells);
    }
    return table.end();
  }

  private static void addSeconds(
      List<String> cells, List<CostStage> stages, StageSeconds stageSeconds) {
    stages.forEach(stage -> cells.add(seconds(stageSeconds.of(stage))));
    cells.add(seconds(stageSeconds.total()));
  }
}
