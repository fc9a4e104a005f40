package org.modyn.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.StringReader;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.modyn.proto.supervisor.DataProgress;
import org.modyn.proto.supervisor.MetricResult;
import org.modyn.proto.supervisor.ModelEvaluated;
import org.modyn.proto.supervisor.TriggerCompleted;
import org.modyn.proto.supervisor.TriggerState;
import org.modyn.proto.supervisor.WatchPipelineResponse;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A pipeline of three weekly triggers, evaluated on the four weeks from the first on. */
final class ReportTest {
  private static final long WEEK = 604_800;
  private static final long START = 978_307_200;

  @Test
  void showsTheNewestModelBeforeEachWindow() {
    assertThat(TextReport.render(summary(collect(2))).replace("\r\n", "\n"))
        .isEqualTo(
            """
            from        trigger  model  samples  seconds  Accuracy newest  Accuracy first  AUC newest  AUC first
            2001-01-08        0    100    1,000     0.50           0.9000               -      0.6100          -
            2001-01-15        1    101    2,000     1.00           0.9000          0.9000      0.6220     0.6220
            2001-01-22        2    102    3,000     1.50           0.9000          0.9000      0.6330     0.6230
            mean of 2                                              0.9000          0.9000      0.6275     0.6225

            Accuracy, AUC on the window from that day, of the newest model and of the first model (model 101 of trigger 1, never trained again).
            note: 1 of 12 evaluations failed: UNKNOWN
            pipeline 7 (flights): 3 triggers, 6,000 samples trained on in 3.00 s; 12.50 s in all
            log: /logs/pipeline_7.log
            report: /logs/pipeline_7.html
            """);
  }

  @Test
  void hasNoMeansWithoutAFirstModel() {
    PipelineResult result = collect(4).result();

    assertThat(result.comparedRows("ROC-AUC")).isEmpty();
    assertThat(result.mean("ROC-AUC")).isEqualTo(MetricComparison.NONE);
    assertThat(result.rows()).hasSize(3);
    assertThat(TextReport.render(summary(collect(4))))
        .contains("there were fewer than 4 triggers")
        .doesNotContain("mean of");
  }

  @Test
  void showsTriggersWithoutEvaluations() {
    ResultCollector collector = new ResultCollector(4);
    collector.accept(trigger(0));

    String text = TextReport.render(summary(collector));

    assertThat(text)
        .contains("2001-01-01        0    100    1,000     0.50\n")
        .doesNotContain("AUC");
    assertThat(HtmlReport.render(summary(collector))).doesNotContain("<svg");
  }

  @Test
  void callsAMetricByItsNameEverywhere() {
    ResultCollector collector = new ResultCollector(1);
    collector.accept(trigger(0));
    collector.accept(
        WatchPipelineResponse.newBuilder()
            .setModelEvaluated(
                evaluation(0, 1)
                    .addMetrics(MetricResult.newBuilder().setName("Accuracy").setValue(0.75)))
            .build());

    assertThat(TextReport.render(summary(collector)))
        .contains("Accuracy newest")
        .contains("0.7500");
    String json = JsonReport.document(summary(collector)).toString();
    assertThat(json)
        .contains("\"metrics\":{\"Accuracy\":{\"newest\":0.75,\"first_model\":0.75}}")
        .doesNotContainIgnoringCase("auc");
    assertThat(HtmlReport.render(summary(collector)))
        .contains("<th>Accuracy, newest model</th>")
        .doesNotContain("AUC");
  }

  @Test
  void saysWhyThereIsNoTrigger() {
    ResultCollector nothing = new ResultCollector(1);
    assertThat(nothing.result().notes())
        .containsExactly("no model was trained: there were no samples");

    ResultCollector amount = new ResultCollector(1);
    amount.accept(data(TriggerState.newBuilder().setSamples(1_500).setSamplesNeeded(3_000)));
    assertThat(TextReport.render(summary(amount)))
        .contains(
            "note: no model was trained: there were 1,500 samples, the last one of"
                + " 2001-01-01T00:00:00Z, but the trigger needs 3,000 (trigger.num_samples)\n");

    ResultCollector time = new ResultCollector(1);
    time.accept(data(TriggerState.newBuilder().setNextAt(START + WEEK)));
    assertThat(JsonReport.document(summary(time)).get("notes").get(0).textValue())
        .endsWith(
            "but the first trigger fires with a sample of 2001-01-08T00:00:00Z or later"
                + " (trigger.every)");
  }

  private static WatchPipelineResponse data(TriggerState.Builder trigger) {
    return WatchPipelineResponse.newBuilder()
        .setDataProgress(
            DataProgress.newBuilder().setSamples(1_500).setTimestamp(START).setTrigger(trigger))
        .build();
  }

  @Test
  void namesOfOthersDoNotReachATerminalRaw() {
    RunSummary summary =
        new RunSummary("a\u001b[2J", 7, collect(2).result(), 1, "/l\n", Optional.empty());
    assertThat(TextReport.render(summary))
        .contains("(a\\u001b[2J)")
        .contains("log: /l\\u000a\n")
        .doesNotContain("\u001b");
  }

  @Test
  void leavesOutWindowsOnWhichTheMetricIsUndefined() {
    ResultCollector undefined = new ResultCollector(1);
    undefined.accept(trigger(0));
    undefined.accept(
        WatchPipelineResponse.newBuilder()
            .setModelEvaluated(
                evaluation(0, 1).addMetrics(MetricResult.newBuilder().setName("ROC-AUC")))
            .build());

    assertThat(TextReport.render(summary(undefined)))
        .contains("2001-01-08        0    100    1,000     0.50           -          -");
    JsonNode document = JsonReport.document(summary(undefined));
    assertThat(document.at("/windows/0/metrics/ROC-AUC/newest").isNull()).isTrue();
    assertThat(document.at("/means/ROC-AUC/newest").isNull()).isTrue();
    assertThat(document.at("/means/ROC-AUC/windows").intValue()).isZero();
  }

  @Test
  void writesTheSameAsJson() {
    JsonNode document = JsonReport.document(summary(collect(2)));

    assertThat(document.get("pipeline_id").intValue()).isEqualTo(7);
    assertThat(document.at("/means/ROC-AUC/newest").doubleValue()).isCloseTo(0.6275, within(1e-9));
    assertThat(document.at("/means/ROC-AUC/first_model").doubleValue())
        .isCloseTo(0.6225, within(1e-9));
    assertThat(document.get("seconds").doubleValue()).isEqualTo(12.5);
    assertThat(document.get("log_path").textValue()).isEqualTo("/logs/pipeline_7.log");
    assertThat(document.get("first_model").toString())
        .isEqualTo("{\"trigger_number\":2,\"trigger_id\":1,\"model_id\":101}");
    assertThat(document.get("windows")).hasSize(3);
    assertThat(document.get("windows").get(0).toString())
        .isEqualTo(
            """
            {"start":"2001-01-08T00:00:00Z","end":"2001-01-15T00:00:00Z","trigger_id":0,\
            "model_id":100,"samples_trained":1000,"seconds":0.5,"metrics":{\
            "Accuracy":{"newest":0.9,"first_model":null},\
            "ROC-AUC":{"newest":0.61,"first_model":null}}}\
            """);
    assertThat(document.at("/means/ROC-AUC/windows").intValue()).isEqualTo(2);
  }

  @Test
  void writesAWellFormedPage() throws Exception {
    String page = HtmlReport.render(summary(collect(2)));
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(page.replace("<!DOCTYPE html>", ""))));

    assertThat(document.getElementsByTagName("tr").getLength()).isEqualTo(4);
    NodeList circles = document.getElementsByTagName("circle");
    // a chart for each metric
    assertThat(circles.getLength()).isEqualTo(2 * 5);
    assertThat(document.getElementsByTagName("path").getLength()).isEqualTo(2 * 4);
    assertThat(page).doesNotContain("http://fonts").doesNotContain("<script").doesNotContain("NaN");
    assertThat(page).contains("Pipeline 7: flights");
  }

  @Test
  void escapesNames() {
    RunSummary summary =
        new RunSummary("a<b>&\"c\"", 7, collect(2).result(), 1, "/l", Optional.empty());

    assertThat(HtmlReport.render(summary)).contains("a&lt;b&gt;&amp;&quot;c&quot;");
  }

  private static RunSummary summary(ResultCollector collector) {
    return new RunSummary(
        "flights",
        7,
        collector.result(),
        12.5,
        "/logs/pipeline_7.log",
        Optional.of("/logs/pipeline_7.html"));
  }

  /** The metric of the model of trigger t on week w is 0.6 + t / 100 + w / 1000. */
  private static ResultCollector collect(int firstModelTrigger) {
    ResultCollector collector = new ResultCollector(firstModelTrigger);
    for (int trigger = 0; trigger < 3; trigger++) {
      collector.accept(trigger(trigger));
    }
    for (int trigger = 2; trigger >= 0; trigger--) {
      for (int week = 3; week >= 0; week--) {
        ModelEvaluated.Builder evaluation = evaluation(trigger, week);
        if (trigger == 0 && week == 0) {
          evaluation.setFailureReason("UNKNOWN");
        } else {
          evaluation
              .addMetrics(MetricResult.newBuilder().setName("Accuracy").setValue(0.9))
              .addMetrics(
                  MetricResult.newBuilder()
                      .setName("ROC-AUC")
                      .setValue(0.6 + 0.01 * (trigger + 1) + 0.001 * (trigger == 0 ? 0 : week)));
        }
        collector.accept(WatchPipelineResponse.newBuilder().setModelEvaluated(evaluation).build());
      }
    }
    return collector;
  }

  private static WatchPipelineResponse trigger(int index) {
    return WatchPipelineResponse.newBuilder()
        .setTriggerCompleted(
            TriggerCompleted.newBuilder()
                .setTriggerId(index)
                .setModelId(100 + index)
                .setSamplesTrained(1_000L * (index + 1))
                .setFirstTimestamp(START + index * WEEK)
                .setLastTimestamp(START + (index + 1) * WEEK - 86_400)
                .setSeconds(0.5 * (index + 1)))
        .build();
  }

  private static ModelEvaluated.Builder evaluation(int trigger, int week) {
    return ModelEvaluated.newBuilder()
        .setModelId(100 + trigger)
        .setTriggerId(trigger)
        .setEvaluationHandler("weekly")
        .setDatasetId("flights")
        .setIntervalStart(START + week * WEEK)
        .setIntervalEnd(START + (week + 1) * WEEK);
  }
}
