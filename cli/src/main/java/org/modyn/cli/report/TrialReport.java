package org.modyn.cli.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.modyn.cli.output.Counts;
import org.modyn.cli.output.Times;
import org.modyn.cli.trial.TrialResult;
import org.modyn.common.error.ModynException;
import org.modyn.proto.supervisor.TrialTrigger;

/** Trials of triggering policies as one HTML page: when each triggers, and what that costs. */
public final class TrialReport {
  /** Longer tables are of no use in a page; the other formats have all rows. */
  private static final int MOST_ROWS = 500;

  private TrialReport() {}

  /**
   * Writes the page to a file, replacing an existing one.
   *
   * @throws ModynException UNAVAILABLE when the file cannot be written
   */
  public static void write(List<TrialResult> results, Path file) {
    Html.write(render(results), file);
  }

  /** The whole page. */
  public static String render(List<TrialResult> results) {
    Html page = new Html("Trial of triggering policies");
    page.element(
        "p",
        "When each policy triggers, and what its trainings cost. Nothing was trained: the sizes of"
            + " training sets are those that the selection strategy would select.");
    if (results.stream().anyMatch(result -> !result.triggers().isEmpty())) {
      page.scrolling("chart of the triggers over time", TrialTimeline.render(results));
    }
    page.scrolling("table of the policies", summary(results));
    for (int index = 0; index < results.size(); index++) {
      TrialResult result = results.get(index);
      page.heading(2, "policy-" + index, result.title());
      if (result.triggers().isEmpty()) {
        page.element("p", "It does not trigger.");
        continue;
      }
      page.scrolling("table of the triggers of " + result.title(), triggers(result));
      if (result.triggers().size() > MOST_ROWS) {
        page.remark(
            String.format(
                Locale.ROOT,
                "The first %d of %d triggers; --output csv prints all.",
                MOST_ROWS,
                result.triggers().size()));
      }
    }
    return page.end();
  }

  private static String summary(List<TrialResult> results) {
    HtmlTable table =
        new HtmlTable(
            "",
            "Triggers and cost of each policy",
            List.of(
                "policy",
                "samples",
                "triggers",
                "mean training set",
                "samples trained",
                "training s",
                "samples left"));
    for (TrialResult result : results) {
      table.row(
          result.title(),
          List.of(
              Counts.text(result.ended().getSamples()),
              Counts.text(result.triggers().size()),
              result.meanTrainingSetSize().isPresent()
                  ? Counts.text(Math.round(result.meanTrainingSetSize().getAsDouble()))
                  : Format.NONE,
              Counts.text(result.samplesTrained()),
              result.trainingSeconds().map(Format::seconds).orElse(Format.NONE),
              Counts.text(result.ended().getRemainingSamples())));
    }
    return table.end();
  }

  private static String triggers(TrialResult result) {
    HtmlTable table =
        new HtmlTable(
            "",
            "Triggers",
            List.of(
                "trigger", "time", "new samples", "training set", "samples trained", "training s"));
    result.triggers().stream()
        .limit(MOST_ROWS)
        .forEach(trigger -> table.row(Integer.toString(trigger.getNumber()), cells(trigger)));
    return table.end();
  }

  private static List<String> cells(TrialTrigger trigger) {
    return List.of(
        Times.text(trigger.getTimestamp()),
        Counts.text(trigger.getNewSamples()),
        Counts.text(trigger.getTrainingSetSize()),
        Counts.text(trigger.getSamplesTrained()),
        trigger.hasTrainingSeconds() ? Format.seconds(trigger.getTrainingSeconds()) : Format.NONE);
  }
}
