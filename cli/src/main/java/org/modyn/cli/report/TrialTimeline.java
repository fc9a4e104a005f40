package org.modyn.cli.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.modyn.cli.output.Counts;
import org.modyn.cli.trial.TrialResult;
import org.modyn.proto.supervisor.TrialTrigger;

/** The triggers of several trials over time: a row for each trial, and a bar for each trigger. */
final class TrialTimeline {
  private static final int WIDTH = 900;
  private static final int ROW_HEIGHT = 64;
  private static final int MARGINS = 124;
  private static final int MARKS = 6;
  private static final double TALLEST = 0.6;

  private TrialTimeline() {}

  /** SVG for trials of which at least one has a trigger. */
  static String render(List<TrialResult> results) {
    long first = times(results).min().orElseThrow();
    long last = Math.max(times(results).max().orElseThrow(), first + 1);
    long largest =
        results.stream()
            .flatMap(result -> result.triggers().stream())
            .mapToLong(TrialTrigger::getTrainingSetSize)
            .max()
            .orElse(1);
    Svg svg =
        new Svg(
            WIDTH,
            MARGINS + ROW_HEIGHT * results.size(),
            "Triggers over time",
            description(results));
    for (int mark = 0; mark <= MARKS; mark++) {
      svg.horizontalMark(
          (double) mark / MARKS, label(first + (last - first) * mark / MARKS, last - first));
    }
    svg.horizontalLabel("time of the last sample of a trigger, UTC");
    double rowShare = 1.0 / results.size();
    for (int row = 0; row < results.size(); row++) {
      TrialResult result = results.get(row);
      double bottom = 1 - (row + 1) * rowShare;
      svg.append(
          "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>"
              + "<text class=\"row\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
          svg.x(0),
          svg.x(1),
          svg.y(bottom),
          svg.y(bottom),
          svg.x(0),
          svg.y(bottom + 0.78 * rowShare),
          Html.escape(result.title() + ": " + Counts.text(result.triggers().size())));
      StringBuilder bars = new StringBuilder();
      for (TrialTrigger trigger : result.triggers()) {
        double share = (double) (trigger.getTimestamp() - first) / (last - first);
        double height = (double) trigger.getTrainingSetSize() / Math.max(1, largest);
        bars.append(
            String.format(
                Locale.ROOT,
                "M%.1f %.1fV%.1f",
                svg.x(share),
                svg.y(bottom),
                svg.y(bottom + TALLEST * rowShare * Math.max(0.05, height))));
      }
      svg.append("<path class=\"tick\" d=\"%s\"/>\n", bars);
    }
    return svg.end();
  }

  private static LongStream times(List<TrialResult> results) {
    return results.stream()
        .flatMap(result -> result.triggers().stream())
        .mapToLong(TrialTrigger::getTimestamp);
  }

  /** The day, or for less than three days the minute. */
  private static String label(long timestamp, long span) {
    String text =
        Instant.ofEpochSecond(timestamp).atOffset(ZoneOffset.UTC).toLocalDateTime().toString();
    return span >= 3 * 86_400 ? text.substring(0, 10) : text.substring(0, 16).replace('T', ' ');
  }

  private static String description(List<TrialResult> results) {
    return String.join(
            "; ",
            results.stream()
                .map(
                    result ->
                        result.title() + ": " + Counts.text(result.triggers().size()) + " triggers")
                .toList())
        + ". The height of a bar is the size of its training set. The tables below have the"
        + " values.";
  }
}
