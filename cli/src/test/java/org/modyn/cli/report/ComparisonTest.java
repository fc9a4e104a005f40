package org.modyn.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Three pipelines: the second lacks a week, the third has another handler. */
final class ComparisonTest {
  private static final String SECOND =
      Logs.weekly()
          .replace("\"pipeline_id\": 7", "\"pipeline_id\": 8")
          .replace("\"name\": \"flights\"", "\"name\": \"small\"")
          .replace("\"result\": 0.633", "\"result\": null")
          .replace("\"num_samples_trained\": 3000", "\"num_samples_trained\": 500");
  private static final String THIRD =
      Logs.weekly()
          .replace("\"pipeline_id\": 7", "\"pipeline_id\": 9")
          .replace("\"weekly\"", "\"daily\"");

  private static ComparisonOutput compare(String... logs) {
    return new ComparisonOutput(new Comparison(List.of(logs).stream().map(Logs::read).toList()));
  }

  /** Of the active model, week 1 alone is defined for both; of the trained one, weeks 1 and 2. */
  @Test
  void comparesMeansOverTheSameIntervals() {
    assertThat(compare(Logs.weekly(), SECOND).text("/report.html"))
        .isEqualTo(
            """
            id  name     triggers  samples trained  seconds  Accuracy (next, flights-test) active  Accuracy (next, flights-test) trained  Accuracy (weekly, flights) active  Accuracy (weekly, flights) trained  AUC (weekly, flights) active  AUC (weekly, flights) trained
             7  flights         3            6,000     3.00                                0.6000                                 0.7000                             0.9000                              0.9000                        0.6100                         0.6265
             8  small           3            3,500     3.00                                0.6000                                 0.7000                             0.9000                              0.9000                        0.6100                         0.6265

            Metrics are means over the intervals on which all compared pipelines have a value.
            report: /report.html
            """);
  }

  @Test
  void writesTheSameAsJson() {
    ComparisonOutput output = compare(Logs.weekly(), SECOND, THIRD);

    assertThat(output.json("/r").at("/pipelines/1/metrics/2").toString())
        .startsWith(
            """
            {"handler":"weekly","dataset_id":"flights","metric":"ROC-AUC",\
            "currently_active":{"intervals":1,"mean":0.61},\
            "currently_trained":{"intervals":2,"mean":0.6265\
            """);
    // The third pipeline has no such handler.
    assertThat(output.json("/r").at("/pipelines/2/metrics/2/currently_active/mean").isNull())
        .isTrue();
    assertThat(output.json("/r").at("/pipelines/2/training_seconds").doubleValue()).isEqualTo(3.0);
  }

  @Test
  void notesThatNoIntervalIsCommon() {
    String shifted = Logs.weekly().replace("\"interval_start\": 9", "\"interval_start\": 8");

    assertThat(compare(Logs.weekly(), shifted).text("/r"))
        .contains(
            "note: AUC (weekly, flights): the pipelines have no interval in common on which the"
                + " active model has a value\n");
  }

  @Test
  void aPageShowsEachMetricAgainstEachCost() throws Exception {
    String page = compare(Logs.weekly(), SECOND).html();

    assertThat(ReportTest.parse(page).getElementsByTagName("svg").getLength()).isEqualTo(3 * 3);
    assertThat(page)
        .contains("<tr><th scope=\"row\">Pipeline 8: small</th><td>3</td><td>3,500</td>")
        .contains("<title>AUC and samples trained on</title>")
        .contains(
            "<desc>pipeline 7 flights: AUC 0.6100 at 6,000 samples trained on; pipeline 8 small:"
                + " AUC 0.6100 at 3,500 samples trained on</desc>")
        .contains(">8 small</text>");
  }
}
