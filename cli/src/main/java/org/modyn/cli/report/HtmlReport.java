package org.modyn.cli.report;

import static org.modyn.cli.report.Format.day;
import static org.modyn.cli.report.Format.metric;
import static org.modyn.cli.report.Format.seconds;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.modyn.cli.output.Counts;
import org.modyn.cli.output.Printable;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * A result as one self-contained HTML page, without scripts, external fonts or images. It is also
 * well-formed XML.
 */
public final class HtmlReport {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --text: #1c1e21; --muted: #5f6570; --page: #ffffff;
        --rule: #d9dce1; --newest: #0b62c4; --first: #b34700; }
      @media (prefers-color-scheme: dark) { :root { --text: #e6e8eb; --muted: #a0a6b0;
        --page: #16181c; --rule: #363b43; --newest: #6cb1ff; --first: #ff9a5c; } }
      body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; background: var(--page);
        color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
      h1 { font-size: 1.5rem; margin-bottom: 0.25rem; }
      p { margin: 0.5rem 0; } .muted { color: var(--muted); overflow-wrap: anywhere; }
      .means { display: flex; flex-wrap: wrap; gap: 2.5rem; margin: 1.5rem 0; }
      .means div { border-left: 4px solid var(--rule); padding-left: 0.75rem; }
      .means .newest { border-color: var(--newest); } .means .first { border-color: var(--first); }
      .means strong { display: block; font-size: 1.75rem; font-variant-numeric: tabular-nums; }
      svg { width: 100%; height: auto; } svg text { fill: var(--text); font-size: 13px; }
      svg .value { text-anchor: end; fill: var(--muted); }
      svg .date { text-anchor: middle; fill: var(--muted); }
      svg .grid { stroke: var(--rule); } svg .trigger { stroke: var(--muted); stroke-width: 2; }
      svg path { fill: none; stroke-width: 2; }
      svg path.newest { stroke: var(--newest); }
      svg path.first { stroke: var(--first); stroke-dasharray: 6 4; }
      svg circle.newest { fill: var(--newest); } svg circle.first { fill: var(--first); }
      table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
      th, td { padding: 0.25rem 0.5rem; text-align: right; border-bottom: 1px solid var(--rule); }
      th:first-child, td:first-child { text-align: left; }
      """;

  private HtmlReport() {}

  /**
   * Writes the page to a file, replacing an existing one.
   *
   * @throws ModynException UNAVAILABLE when the file cannot be written
   */
  public static void write(RunSummary summary, Path file) {
    try {
      Files.writeString(file, render(summary));
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.UNAVAILABLE, "cannot write the report " + file + ": " + e, e);
    }
  }

  /** The whole page. */
  public static String render(RunSummary summary) {
    PipelineResult result = summary.result();
    StringBuilder page = new StringBuilder();
    page.append("<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n")
        .append("<head><meta charset=\"utf-8\"/>")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>")
        .append("<title>")
        .append(escape(title(summary)))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style></head>\n<body>\n<h1>")
        .append(escape(title(summary)))
        .append("</h1>\n");
    paragraph(
        page,
        "",
        String.format(
            Locale.ROOT,
            "%d triggers, %s samples trained on in %s s; %s s in all",
            result.triggers().size(),
            Counts.text(result.samplesTrained()),
            seconds(result.trainingSeconds()),
            seconds(summary.seconds())));
    result.notes().forEach(note -> paragraph(page, "", "Note: " + note));
    for (String metric : result.metrics()) {
      if (!result.comparedRows(metric).isEmpty()) {
        means(page, result, metric);
      }
      if (!result.rows().isEmpty()) {
        page.append(LineChart.render(result, metric)).append('\n');
      }
    }
    table(page, result);
    paragraph(page, "muted", "Pipeline log: " + summary.logPath());
    return page.append("</body>\n</html>\n").toString();
  }

  private static String title(RunSummary summary) {
    return "Pipeline " + summary.pipelineId() + ": " + summary.pipelineName();
  }

  private static void paragraph(StringBuilder page, String style, String text) {
    page.append("<p class=\"").append(style).append("\">").append(escape(text)).append("</p>\n");
  }

  private static void means(StringBuilder page, PipelineResult result, String metric) {
    String what =
        escape(
            String.format(
                Locale.ROOT,
                "mean %s over %d windows",
                PipelineResult.label(metric),
                result.comparedRows(metric).size()));
    page.append("<div class=\"means\"><div class=\"newest\"><strong>")
        .append(metric(result.mean(metric).newest()))
        .append("</strong>newest model, ")
        .append(what)
        .append("</div><div class=\"first\"><strong>")
        .append(metric(result.mean(metric).firstModel()))
        .append("</strong>first model (")
        .append(escape(Format.firstModel(result).orElse("")))
        .append("), same windows</div></div>\n");
  }

  private static void table(StringBuilder page, PipelineResult result) {
    page.append("<table>\n<thead><tr><th>from</th><th>trigger</th><th>model</th>")
        .append("<th>samples trained on</th><th>seconds</th>");
    for (String metric : result.metrics()) {
      String label = escape(PipelineResult.label(metric));
      page.append("<th>").append(label).append(", newest model</th><th>");
      page.append(label).append(", first model</th>");
    }
    page.append("</tr></thead>\n<tbody>\n");
    for (ResultRow row : result.rows()) {
      page.append("<tr>");
      cell(page, day(row.start()));
      cell(page, Integer.toString(row.triggerId()));
      cell(page, Integer.toString(row.modelId()));
      cell(page, Counts.text(row.samplesTrained()));
      cell(page, seconds(row.seconds()));
      for (String name : result.metrics()) {
        cell(page, metric(row.metric(name).newest()));
        cell(page, metric(row.metric(name).firstModel()));
      }
      page.append("</tr>\n");
    }
    page.append("</tbody>\n</table>\n");
  }

  private static void cell(StringBuilder page, String text) {
    page.append("<td>").append(text).append("</td>");
  }

  private static String escape(String text) {
    return Printable.line(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
