package org.modyn.cli.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.modyn.cli.report.Comparison.ComparedMetric;
import org.modyn.cli.report.log.LoggedPipeline;

/** A metric of the currently active model against a cost: a point with a name per pipeline. */
final class CostComparisonChart {
  private static final int WIDTH = 440;
  private static final int HEIGHT = 340;

  private CostComparisonChart() {}

  static String render(List<LoggedPipeline> pipelines, ComparedMetric metric, CostChoice choice) {
    List<OptionalDouble> means = metric.active().byPipeline();
    double[] costs = pipelines.stream().mapToDouble(choice::of).toArray();
    double[] withZero = Arrays.copyOf(costs, costs.length + 1);
    Axis horizontal = Axis.of(withZero);
    Axis vertical = Axis.of(means.stream().flatMapToDouble(OptionalDouble::stream).toArray());
    String label = PipelineResult.label(metric.key().metric());
    Svg svg =
        new Svg(
            WIDTH,
            HEIGHT,
            label + " and " + choice.label(),
            description(pipelines, means, choice, label));
    svg.verticalAxis(vertical, label);
    int distance = Math.ceilDiv(horizontal.steps(), 4);
    for (int mark = 0; mark <= horizontal.steps(); mark += distance) {
      svg.horizontalMark(horizontal.share(horizontal.mark(mark)), horizontal.label(mark));
    }
    svg.horizontalLabel(choice.label());
    List<Label> labels = new ArrayList<>();
    for (int index = 0; index < costs.length; index++) {
      if (means.get(index).isPresent()) {
        double share = horizontal.share(costs[index]);
        double x = svg.x(share);
        double y = svg.y(vertical.share(means.get(index).getAsDouble()));
        svg.append("<circle class=\"point active\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\"/>", x, y);
        Label text = Label.beside(x, y, share > 0.5, name(pipelines.get(index)));
        while (labels.stream().anyMatch(text::overlaps)) {
          text = text.higher();
        }
        labels.add(text);
        svg.append(
            "<text x=\"%.1f\" y=\"%.1f\">%s</text>\n",
            text.left(), text.bottom(), Html.escape(text.text()));
      }
    }
    return svg.end();
  }

  /** The name of a point; of points close to each other, the names are above each other. */
  private record Label(double left, double bottom, String text) {
    private static final double LETTER_WIDTH = 7;
    private static final double HEIGHT = 15;

    static Label beside(double x, double y, boolean isLeft, String text) {
      return new Label(isLeft ? x - 9 - text.length() * LETTER_WIDTH : x + 9, y - 7, text);
    }

    boolean overlaps(Label other) {
      return Math.abs(bottom - other.bottom) < HEIGHT
          && left < other.left + other.text.length() * LETTER_WIDTH
          && other.left < left + text.length() * LETTER_WIDTH;
    }

    Label higher() {
      return new Label(left, bottom - HEIGHT, text);
    }
  }

  private static String name(LoggedPipeline pipeline) {
    return pipeline.id() + " " + pipeline.name();
  }

  private static String description(
      List<LoggedPipeline> pipelines, List<OptionalDouble> means, CostChoice choice, String label) {
    List<String> points = new ArrayList<>();
    for (int index = 0; index < pipelines.size(); index++) {
      points.add(
          String.format(
              Locale.ROOT,
              "pipeline %s: %s %s at %,.0f %s",
              name(pipelines.get(index)),
              label,
              Format.metric(means.get(index)),
              choice.of(pipelines.get(index)),
              choice.label()));
    }
    return String.join("; ", points);
  }
}
