package org.modyn.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.StringReader;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** The report on a small log. */
final class ReportTest {
  private static final String EMPTY =
      "{\"pipeline_id\":7,\"config\":{\"pipeline\":{\"pipeline\":{\"name\":\"flights\"},"
          + "\"trigger\":{\"id\":\"DataAmountTrigger\",\"num_samples\":3000}}},"
          + "\"supervisor_logs\":{\"stage_runs\":[%s]}}";

  private static RunSummary summary(String log, int firstModelTrigger) {
    return new RunSummary(
        new PipelineResult(Logs.read(log), firstModelTrigger),
        "/logs/pipeline.log",
        Optional.of("/logs/report.html"));
  }

  private static RunSummary weekly() {
    return summary(Logs.weekly(), 2);
  }

  @Test
  void showsTheNewestModelBeforeEachWindow() {
    assertThat(TextReport.render(weekly()).replace("\r\n", "\n"))
        .isEqualTo(
            """
            handler 'next' on dataset 'flights-test':

            from        trigger  model  samples  seconds  Accuracy newest  Accuracy first
            2001-01-08        0    100    1,000     0.50           0.5000               -
            2001-01-15        1    101    2,000     1.00           0.6000          0.6000
            2001-01-22        2    102    3,000     1.50           0.7000               -
            mean of 1                                              0.6000          0.6000

            Accuracy on the window from that day, of the newest model and of the first model (model 101 of trigger 1, never trained again).

            handler 'weekly' on dataset 'flights':

            from            trigger  model  samples  seconds  Accuracy newest  Accuracy first  AUC newest  AUC first
            2001-01-08            0    100    1,000     0.50           0.9000               -      0.6100          -
            2001-01-15            1    101    2,000     1.00           0.9000          0.9000           -          -
            2001-01-22            2    102    3,000     1.50           0.9000          0.9000      0.6330     0.6230
            mean of 1 to 2                                             0.9000          0.9000      0.6330     0.6230

            Accuracy, AUC on the window from that day, of the newest model and of the first model (model 101 of trigger 1, never trained again).

            note: handler 'weekly' on dataset 'flights': 1 of 12 evaluations failed: UNKNOWN
            note: handler 'weekly' on dataset 'flights': AUC is undefined in 1 of 12 evaluations: all samples have the label 1
            pipeline 7 (flights): 3 triggers, 6,000 samples trained on in 3.00 s; 12.50 s in all
            log: /logs/pipeline.log
            report: /logs/report.html
            """);
  }

  @Test
  void hasNoMeansWithoutAFirstModel() {
    assertThat(TextReport.render(summary(Logs.weekly(), 4)))
        .contains("there were fewer than 4 triggers")
        .doesNotContain("mean of");
  }

  @Test
  void showsTriggersWithoutEvaluations() {
    String log = Logs.weekly().replace("\"interval_results\"", "\"others\"");

    assertThat(TextReport.render(summary(log, 1)))
        .startsWith(
            """
            from        trigger  model  samples  seconds
            2001-01-01        0    100    1,000     0.50
            """)
        .doesNotContain("AUC");
    assertThat(HtmlReport.render(summary(log, 1)))
        .contains("<title>Seconds of each stage by trigger</title>")
        .doesNotContain("over time");
  }

  @Test
  void saysWhyThereIsNoTrigger() {
    assertThat(new PipelineResult(Logs.read(EMPTY.formatted("")), 1).notes())
        .containsExactly("no model was trained: there were no samples");

    String samples =
        EMPTY.formatted(
            "{\"id\":\"PROCESS_NEW_DATA\",\"trigger_idx\":0,\"info\":{\"num_samples\":1500}}");
    assertThat(TextReport.render(summary(samples, 1)))
        .contains(
            "note: no model was trained: there were 1,500 samples, and none of them"
                + " triggered; the policy is DataAmountTrigger (trigger.num_samples: 3000)\n");
    assertThat(HtmlReport.render(summary(samples, 1))).contains("There are no triggers.");
  }

  @Test
  void namesOfOthersDoNotReachATerminalOrAPageRaw() {
    String log = Logs.weekly().replace("\"name\": \"flights\"", "\"name\": \"a\\u001b[2J<b>&\"");

    assertThat(TextReport.render(summary(log, 1)))
        .contains("(a\\u001b[2J<b>&)")
        .doesNotContain("\u001b");
    assertThat(HtmlReport.render(summary(log, 1)))
        .contains("<h1>Pipeline 7: a\\u001b[2J&lt;b&gt;&amp;</h1>");
  }

  @Test
  void writesTheSameAsJson() {
    JsonNode document = JsonReport.document(weekly());

    assertThat(document.get("pipeline").textValue()).isEqualTo("flights");
    assertThat(document.get("pipeline_id").intValue()).isEqualTo(7);
    assertThat(document.get("first_model").toString())
        .isEqualTo("{\"trigger_number\":2,\"trigger_id\":1,\"model_id\":101}");
    assertThat(document.get("seconds").doubleValue()).isEqualTo(12.5);
    assertThat(document.get("report_path").textValue()).isEqualTo("/logs/report.html");
    assertThat(document.get("evaluations").findValuesAsText("handler"))
        .containsExactly("next", "weekly");
    assertThat(document.at("/evaluations/0/windows/0/end").isNull()).isTrue();
    JsonNode weekly = document.at("/evaluations/1");
    assertThat(weekly.get("windows")).hasSize(3);
    assertThat(weekly.at("/windows/1").toString())
        .isEqualTo(
            """
            {"start":"2001-01-15T00:00:00Z","end":"2001-01-22T00:00:00Z","trigger_id":1,\
            "model_id":101,"samples_trained":2000,"seconds":1.0,"metrics":{\
            "Accuracy":{"newest":0.9,"trained":0.9,"first_model":0.9},\
            "ROC-AUC":{"newest":null,"trained":0.632,"first_model":null,\
            "undefined_reason":"all samples have the label 1"}}}\
            """);
    assertThat(weekly.at("/means/ROC-AUC/newest").doubleValue()).isCloseTo(0.633, within(1e-9));
    assertThat(weekly.at("/means/ROC-AUC/windows").intValue()).isEqualTo(1);
    assertThat(document.at("/trigger_costs/1").toString())
        .isEqualTo(
            """
            {"trigger_id":1,"model_id":101,"samples":1000,"samples_offered":null,\
            "samples_chosen":null,"samples_trained":2000,\
            "first_sample":"2001-01-08T00:00:00Z","last_sample":"2001-01-14T00:00:00Z",\
            "stage_seconds":{"fetch":0.03,"trigger_policy":0.01,"selection":0.02,"downsampling":0.0,\
            "training":0.8,"storing":0.2,"evaluation":0.25,"final_evaluation":0.3}}\
            """);
    assertThat(document.at("/stage_seconds_after_last_trigger/fetch").doubleValue())
        .isEqualTo(0.03);
  }

  @Test
  void reportsShowWhatDownsamplingChose() throws Exception {
    RunSummary summary =
        new RunSummary(
            new PipelineResult(Logs.read(Logs.downsampled()), 1), "/logs/a.log", Optional.empty());

    JsonNode trigger = JsonReport.document(summary).at("/trigger_costs/1");
    assertThat(trigger.get("samples_offered").longValue()).isEqualTo(10_000);
    assertThat(trigger.get("samples_chosen").longValue()).isEqualTo(2_000);
    assertThat(trigger.at("/stage_seconds/downsampling").doubleValue()).isEqualTo(0.5);

    String page = HtmlReport.render(summary);
    parse(page);
    assertThat(page)
        .contains("<th scope=\"col\">offered</th><th scope=\"col\">chosen</th>")
        .contains("<td>10,000</td><td>2,000</td><td>2,000</td>")
        .contains("<th scope=\"col\">downsampling s</th>");
    assertThat(HtmlReport.render(weekly()))
        .doesNotContain("offered")
        .doesNotContain("downsampling");
  }

  @Test
  void aPageHasAChartAndAHeatMapForEachMetric() throws Exception {
    String page = HtmlReport.render(weekly());
    Document document = parse(page);

    // Accuracy of next; Accuracy and AUC of weekly; the cost
    assertThat(document.getElementsByTagName("svg").getLength()).isEqualTo(4);
    assertThat(document.getElementsByTagName("table").getLength()).isEqualTo(4);
    assertThat(page)
        .contains("<h2 id=\"series-1\">Handler 'weekly' on dataset 'flights'</h2>")
        .contains("<a href=\"#series-1-metric-1\">AUC</a>")
        // An undefined value interrupts the line of the active model.
        .contains("<path class=\"active\" d=\"M328.0 340.0h0 M856.0 86.1h0\"/>")
        .contains("<path class=\"trained\" d=\"M328.0 218.6h0 L592.0 97.1 L856.0 86.1\"/>")
        .contains(
            """
            <tr><th scope="row">currently active</th><td>-</td><td style="--h:0.00">0.6100</td>\
            <td title="all samples have the label 1">-</td><td style="--h:0.50">0.6330</td></tr>
            <tr><th scope="row">currently trained</th><td>-</td><td style="--h:0.24">0.6210</td>\
            <td style="--h:0.48">0.6320</td><td style="--h:0.50">0.6330</td></tr>
            <tr><th scope="row">100</th><td>-</td><td style="--h:0.00">0.6100</td>\
            <td style="--h:0.00">0.6100</td><td style="--h:0.00">0.6100</td></tr>
            """)
        .contains(
            """
            <tr><th scope="row">1</th><td>101</td><td>2001-01-08</td><td>2001-01-14</td>\
            <td>1,000</td><td>2,000</td><td>0.03</td><td>0.01</td><td>0.02</td><td>0.80</td>\
            <td>0.20</td><td>0.25</td><td>0.30</td><td>1.61</td></tr>
            """);
  }

  @Test
  void aPageNeedsNothingElseAndHasTextForItsCharts() throws Exception {
    String page = HtmlReport.render(weekly());
    Document document = parse(page);

    assertThat(page)
        .doesNotContain("<script", "<link", "<img", "url(", "src=", "NaN")
        .contains("prefers-color-scheme: dark", "width=device-width");
    assertThat(page.replace("http://www.w3.org/", "")).doesNotContain("http");
    for (String text : new String[] {"title", "desc"}) {
      assertThat(document.getElementsByTagName("svg").item(2).getChildNodes().getLength())
          .isPositive();
      assertThat(document.getElementsByTagName(text).getLength()).isGreaterThanOrEqualTo(4);
    }
    assertThat(page)
        .contains(
            "<desc>4 intervals from 2001-01-01 to 2001-01-22, 3 models; values from 0.6100 to"
                + " 0.6330. The currently active model has a mean of 0.6215, the currently trained"
                + " model of 0.6287. The table below has the values.</desc>");
  }

  static Document parse(String page) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(page.replace("<!DOCTYPE html>", ""))));
  }
}
