package org.modyn.cli.report;

import static org.modyn.cli.report.Format.day;
import static org.modyn.cli.report.Format.metric;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The metric of both models over time as SVG: a point per window, at the window's start; a tick
 * above the time axis for each trigger. Its colors come from CSS variables of the page.
 */
final class LineChart {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 380;
  private static final int LEFT = 64;
  private static final int RIGHT = 44;
  private static final int TOP = 44;
  private static final int BOTTOM = 60;
  private static final int HORIZONTAL_LINES = 6;
  private static final int DATE_LABELS = 7;

  private final PipelineResult result;
  private final String metric;
  private final String label;
  private final long firstSecond;
  private final long lastSecond;
  private final double lowest;
  private final double highest;
  private final double step;

  private LineChart(PipelineResult result, String metric) {
    this.result = result;
    this.metric = metric;
    this.label = PipelineResult.label(metric);
    this.firstSecond = result.rows().getFirst().start().getEpochSecond();
    long last = result.rows().getLast().start().getEpochSecond();
    this.lastSecond = last > firstSecond ? last : firstSecond + Duration.ofDays(1).toSeconds();
    double[] values =
        result.rows().stream()
            .map(row -> row.metric(metric))
            .flatMap(row -> Stream.of(row.newest(), row.firstModel()))
            .flatMapToDouble(OptionalDouble::stream)
            .sorted()
            .toArray();
    double minimum = values.length == 0 ? 0 : values[0];
    double maximum = values.length == 0 ? 1 : values[values.length - 1];
    this.step = roundStep((maximum - minimum) / HORIZONTAL_LINES);
    this.lowest = Math.floor(minimum / step) * step;
    this.highest = Math.max(Math.ceil(maximum / step) * step, lowest + step);
  }

  /** SVG for one metric of a result with at least one row. */
  static String render(PipelineResult result, String metric) {
    return new LineChart(result, metric).svg();
  }

  private String svg() {
    StringBuilder svg = new StringBuilder();
    append(
        svg,
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\">",
        WIDTH,
        HEIGHT);
    append(svg, "<title>%s over time</title>", label);
    axes(svg);
    triggers(svg);
    line(svg, "first", MetricComparison::firstModel);
    line(svg, "newest", MetricComparison::newest);
    legend(svg);
    return svg.append("</svg>").toString();
  }

  private void axes(StringBuilder svg) {
    int lines = (int) Math.round((highest - lowest) / step);
    for (int index = 0; index <= lines; index++) {
      double value = lowest + index * step;
      append(
          svg,
          "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
          LEFT,
          WIDTH - RIGHT,
          y(value),
          y(value));
      append(
          svg,
          "<text class=\"value\" x=\"%d\" y=\"%.1f\">%s</text>",
          LEFT - 8,
          y(value) + 4,
          label(value));
    }
    int labels = Math.min(DATE_LABELS, result.rows().size());
    for (int index = 0; index < labels; index++) {
      int row = labels == 1 ? 0 : index * (result.rows().size() - 1) / (labels - 1);
      Instant start = result.rows().get(row).start();
      append(
          svg,
          "<text class=\"date\" x=\"%.1f\" y=\"%d\">%s</text>",
          x(start),
          HEIGHT - BOTTOM + 20,
          day(start));
    }
    append(
        svg,
        "<text class=\"date\" x=\"%d\" y=\"%d\">start of the window (UTC)</text>",
        (LEFT + WIDTH - RIGHT) / 2,
        HEIGHT - 14);
    append(
        svg,
        "<text class=\"date\" transform=\"translate(16 %d) rotate(-90)\">%s</text>",
        (TOP + HEIGHT - BOTTOM) / 2,
        label);
  }

  private void triggers(StringBuilder svg) {
    for (CompletedTrigger trigger : result.triggers()) {
      Instant time = trigger.lastSample();
      if (time.getEpochSecond() <= lastSecond) {
        double x = Math.max(x(time), LEFT);
        append(
            svg,
            "<line class=\"trigger\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\">"
                + "<title>trigger %d, data to %s</title></line>",
            x,
            x,
            HEIGHT - BOTTOM - 10,
            HEIGHT - BOTTOM,
            trigger.triggerId(),
            day(time));
      }
    }
  }

  /** Windows without a value interrupt the line. */
  private void line(
      StringBuilder svg, String style, Function<MetricComparison, OptionalDouble> valueOf) {
    StringBuilder path = new StringBuilder();
    StringBuilder points = new StringBuilder();
    boolean connected = false;
    for (ResultRow row : result.rows()) {
      OptionalDouble value = valueOf.apply(row.metric(metric));
      if (value.isPresent()) {
        double x = x(row.start());
        double y = y(value.getAsDouble());
        append(path, "%s%.1f %.1f ", connected ? "L" : "M", x, y);
        append(
            points,
            "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\">"
                + "<title>%s, trigger %d: %s</title></circle>",
            style,
            x,
            y,
            day(row.start()),
            row.triggerId(),
            metric(value));
      }
      connected = value.isPresent();
    }
    if (!path.isEmpty()) {
      append(svg, "<path class=\"%s\" d=\"%s\"/>%s", style, path.toString().strip(), points);
    }
  }

  private void legend(StringBuilder svg) {
    legendEntry(svg, LEFT, "newest", "newest model");
    Format.firstModel(result)
        .ifPresent(model -> legendEntry(svg, LEFT + 170, "first", "first model (" + model + ")"));
    append(
        svg,
        "<line class=\"trigger\" x1=\"%d\" x2=\"%d\" y1=\"12\" y2=\"24\"/>"
            + "<text x=\"%d\" y=\"22\">trigger</text>",
        LEFT + 540,
        LEFT + 540,
        LEFT + 550);
  }

  private static void legendEntry(StringBuilder svg, int x, String style, String text) {
    append(
        svg,
        "<path class=\"%s\" d=\"M%d 18 L%d 18\"/><text x=\"%d\" y=\"22\">%s</text>",
        style,
        x,
        x + 28,
        x + 36,
        text);
  }

  private double x(Instant time) {
    double share = (double) (time.getEpochSecond() - firstSecond) / (lastSecond - firstSecond);
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - (value - lowest) / (highest - lowest) * (HEIGHT - TOP - BOTTOM);
  }

  /** The next larger of 1, 2 or 5 times a power of ten. */
  private static double roundStep(double atLeast) {
    if (atLeast <= 0) {
      return 0.01;
    }
    double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= atLeast) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private String label(double value) {
    int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  @FormatMethod
  private static void append(
      StringBuilder target, @FormatString String format, Object... arguments) {
    target.append(String.format(Locale.ROOT, format, arguments));
  }
}
