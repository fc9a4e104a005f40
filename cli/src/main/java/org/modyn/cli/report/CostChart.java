package org.modyn.cli.report;

import static org.modyn.cli.report.Format.seconds;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.modyn.cli.report.log.CostStage;
import org.modyn.cli.report.log.LoggedTrigger;

/**
 * The seconds of each stage by trigger: a bar for each trigger, whose parts are the stages from
 * bottom to top in the order of the legend.
 */
final class CostChart {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 360;
  private static final int MAXIMUM_MARKS = 12;
  private static final int LEGEND_COLUMNS = 4;

  private CostChart() {}

  /** SVG for at least one trigger. */
  static String render(List<LoggedTrigger> triggers) {
    double[] totals = triggers.stream().mapToDouble(trigger -> trigger.seconds().total()).toArray();
    double[] withZero = Arrays.copyOf(totals, totals.length + 1);
    Axis axis = Axis.of(withZero);
    Svg svg = new Svg(WIDTH, HEIGHT, "Seconds of each stage by trigger", description(triggers));
    svg.verticalAxis(axis, "seconds");
    svg.horizontalLabel("trigger");
    double barWidth = 1.0 / triggers.size();
    int distance = Math.ceilDiv(triggers.size(), MAXIMUM_MARKS);
    for (int index = 0; index < triggers.size(); index += distance) {
      svg.horizontalMark(
          (index + 0.5) * barWidth, Integer.toString(triggers.get(index).triggerId()));
    }
    double[] bottoms = new double[triggers.size()];
    List<CostStage> stages = usedStages(triggers);
    for (CostStage stage : stages) {
      StringBuilder bars = new StringBuilder();
      for (int index = 0; index < bottoms.length; index++) {
        double seconds = triggers.get(index).seconds().of(stage);
        if (seconds > 0) {
          bars.append(bar(svg, index * barWidth, barWidth, axis, bottoms[index], seconds));
          bottoms[index] += seconds;
        }
      }
      svg.append("<path class=\"bar stage%d\" d=\"%s\"/>\n", stage.ordinal(), bars);
    }
    for (int index = 0; index < stages.size(); index++) {
      svg.legend(
          index % LEGEND_COLUMNS,
          index / LEGEND_COLUMNS,
          String.format(
              Locale.ROOT,
              "<path class=\"bar stage%d\" d=\"M8 -7h20v14h-20z\"/>",
              stages.get(index).ordinal()),
          (index + 1) + ". " + stages.get(index).label());
    }
    return svg.end();
  }

  /** The stages that took any time. */
  static List<CostStage> usedStages(List<LoggedTrigger> triggers) {
    return Arrays.stream(CostStage.values())
        .filter(stage -> triggers.stream().anyMatch(trigger -> trigger.seconds().of(stage) > 0))
        .toList();
  }

  private static String bar(
      Svg svg, double left, double width, Axis axis, double bottom, double seconds) {
    double x = svg.x(left + width * 0.1);
    double top = svg.y(axis.share(bottom + seconds));
    return String.format(
        Locale.ROOT,
        "M%.1f %.1fH%.1fV%.1fH%.1fz",
        x,
        top,
        svg.x(left + width * 0.9),
        svg.y(axis.share(bottom)),
        x);
  }

  private static String description(List<LoggedTrigger> triggers) {
    List<String> parts = new ArrayList<>();
    for (CostStage stage : usedStages(triggers)) {
      double sum = triggers.stream().mapToDouble(trigger -> trigger.seconds().of(stage)).sum();
      parts.add(stage.label() + " " + seconds(sum) + " s");
    }
    return "All triggers together: "
        + String.join(", ", parts)
        + ". The table below has the values of each trigger.";
  }
}
