package org.modyn.cli.report;

import static org.modyn.cli.report.Format.day;
import static org.modyn.cli.report.Format.metric;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.modyn.cli.report.log.EvaluationSeries;
import org.modyn.cli.report.log.LoggedTrigger;

/**
 * One metric over time: a thin line for each model, and bold ones for the composite models and the
 * first model, which differ in their dashes and points. An undefined value interrupts a line.
 */
final class MetricChart {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 400;
  private static final int MAXIMUM_DATES = 7;

  /** More lines or points than can be told apart. */
  private static final int MAXIMUM_MODELS = 100;

  private static final int MAXIMUM_POINTS = 200;

  private final PipelineResult result;
  private final SeriesResult seriesResult;
  private final EvaluationSeries series;
  private final String metric;
  private final Axis values;
  private final long firstSecond;
  private final long lastSecond;
  private final Svg svg;

  private MetricChart(PipelineResult result, SeriesResult seriesResult, String metric) {
    this.result = result;
    this.seriesResult = seriesResult;
    this.series = seriesResult.series();
    this.metric = metric;
    double[] all =
        IntStream.of(series.models())
            .boxed()
            .flatMapToDouble(
                model -> values(interval -> series.value(metric, interval, OptionalInt.of(model))))
            .toArray();
    this.values = Axis.of(all);
    this.firstSecond = series.start(0);
    long last = series.start(series.intervals() - 1);
    this.lastSecond = last > firstSecond ? last : firstSecond + Duration.ofDays(1).toSeconds();
    this.svg =
        new Svg(WIDTH, HEIGHT, PipelineResult.label(metric) + " over time", description(all));
  }

  /** SVG for one metric of a series with at least one interval. */
  static String render(PipelineResult result, SeriesResult series, String metric) {
    return new MetricChart(result, series, metric).draw();
  }

  /** Which of the models are drawn: all, or some at equal distances. */
  static int[] drawnModels(EvaluationSeries series) {
    int[] models = series.models();
    int drawn = Math.min(models.length, MAXIMUM_MODELS);
    return IntStream.range(0, drawn)
        .map(index -> models[(int) ((long) index * models.length / drawn)])
        .toArray();
  }

  private DoubleStream values(IntFunction<OptionalDouble> value) {
    return IntStream.range(0, series.intervals())
        .boxed()
        .flatMapToDouble(interval -> value.apply(interval).stream());
  }

  private String description(double[] all) {
    if (all.length == 0) {
      return "No value is defined.";
    }
    return String.format(
        Locale.ROOT,
        "%d intervals from %s to %s, %d models; values from %.4f to %.4f. The currently active"
            + " model has a mean of %s, the currently trained model of %s. The table below has the"
            + " values.",
        series.intervals(),
        day(firstSecond),
        day(series.start(series.intervals() - 1)),
        series.models().length,
        DoubleStream.of(all).min().getAsDouble(),
        DoubleStream.of(all).max().getAsDouble(),
        metric(values(interval -> comparison(interval).newest()).average()),
        metric(values(interval -> comparison(interval).trained()).average()));
  }

  private MetricComparison comparison(int interval) {
    return seriesResult.comparison(metric, interval);
  }

  private String draw() {
    svg.verticalAxis(values, PipelineResult.label(metric));
    int dates = Math.min(MAXIMUM_DATES, series.intervals());
    for (int index = 0; index < dates; index++) {
      int interval = dates == 1 ? 0 : index * (series.intervals() - 1) / (dates - 1);
      svg.horizontalMark(share(series.start(interval)), day(series.start(interval)));
    }
    svg.horizontalLabel("start of the interval (UTC)");
    triggers();
    StringBuilder models = new StringBuilder();
    for (int model : drawnModels(series)) {
      models.append(path(interval -> series.value(metric, interval, OptionalInt.of(model))));
    }
    if (!models.isEmpty()) {
      svg.append("<path class=\"model\" d=\"%s\"/>\n", models.toString().strip());
    }
    line("first", 0, "first model", interval -> comparison(interval).firstModel());
    line("trained", 1, "currently trained", interval -> comparison(interval).trained());
    line("active", 2, "currently active", interval -> comparison(interval).newest());
    svg.legend(0, 1, "<path class=\"model\" d=\"M0 0H28\"/>", "each model");
    svg.legend(1, 1, "<line class=\"trigger\" x1=\"14\" x2=\"14\" y1=\"-6\" y2=\"6\"/>", "trigger");
    return svg.end();
  }

  private void triggers() {
    for (LoggedTrigger trigger : result.log().triggers()) {
      if (trigger.lastTimestamp().isPresent()
          && trigger.lastTimestamp().getAsLong() <= lastSecond) {
        long time = Math.max(firstSecond, trigger.lastTimestamp().getAsLong());
        double x = svg.x(share(time));
        svg.append(
            "<line class=\"trigger\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>\n",
            x, x, svg.y(0) - 10, svg.y(0));
      }
    }
  }

  private void line(String style, int column, String label, IntFunction<OptionalDouble> value) {
    String path = path(value);
    if (path.isEmpty()) {
      return;
    }
    svg.append("<path class=\"%s\" d=\"%s\"/>\n", style, path.strip());
    if (series.intervals() <= MAXIMUM_POINTS) {
      points(style, label, value);
    }
    svg.legend(
        column,
        0,
        String.format(Locale.ROOT, "<path class=\"%s\" d=\"M0 0H28\"/>", style)
            + point(style, 14, 0, ""),
        label);
  }

  private void points(String style, String label, IntFunction<OptionalDouble> value) {
    for (int interval = 0; interval < series.intervals(); interval++) {
      OptionalDouble measured = value.apply(interval);
      if (measured.isPresent()) {
        String title =
            String.format(
                Locale.ROOT,
                "<title>%s, %s: %s</title>",
                day(series.start(interval)),
                label,
                metric(measured));
        svg.append(
            "%s\n",
            point(
                style,
                svg.x(share(series.start(interval))),
                svg.y(values.share(measured.getAsDouble())),
                title));
      }
    }
  }

  /** A disc, a square or a diamond. */
  private static String point(String style, double x, double y, String content) {
    String shape =
        switch (style) {
          case "active" -> "M%.1f %.1fm-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z";
          case "trained" -> "M%.1f %.1fm-3 -3h6v6h-6z";
          default -> "M%.1f %.1fm0 -4l4 4l-4 4l-4 -4z";
        };
    return "<path class=\"point "
        + style
        + "\" d=\""
        + String.format(Locale.ROOT, shape, x, y)
        + "\">"
        + content
        + "</path>";
  }

  /** Empty if no value is defined. A value without neighbors is a dot, a line of length 0. */
  private String path(IntFunction<OptionalDouble> value) {
    StringBuilder path = new StringBuilder();
    boolean connected = false;
    for (int interval = 0; interval < series.intervals(); interval++) {
      OptionalDouble measured = value.apply(interval);
      if (measured.isPresent()) {
        path.append(
            String.format(
                Locale.ROOT,
                connected ? "L%.1f %.1f " : "M%.1f %.1fh0 ",
                svg.x(share(series.start(interval))),
                svg.y(values.share(measured.getAsDouble()))));
      }
      connected = measured.isPresent();
    }
    return path.toString();
  }

  private double share(long time) {
    return (double) (time - firstSecond) / (lastSecond - firstSecond);
  }
}
