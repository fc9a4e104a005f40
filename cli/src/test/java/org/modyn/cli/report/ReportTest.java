package org.modyn.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.StringReader;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.modyn.proto.supervisor.MetricResult;
import org.modyn.proto.supervisor.ModelEvaluated;
import org.modyn.proto.supervisor.TriggerCompleted;
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
            from        trigger  samples  seconds  AUC newest  AUC first
            2001-01-08        1    1,000     0.50      0.6100          -
            2001-01-15        2    2,000     1.00      0.6220     0.6220
            2001-01-22        3    3,000     1.50      0.6330     0.6230
            mean of 2                                  0.6275     0.6225

            AUC on the window from that day, of the newest model and of the first model (of trigger 2, never trained again).
            note: 1 of 12 evaluations failed: UNKNOWN
            pipeline 7 (flights): 3 triggers, 6,000 samples trained on in 3.00 s; 12.50 s in all
            log: /logs/pipeline_7.log
            report: /logs/pipeline_7.html
            """);
  }

  @Test
  void hasNoMeansWithoutAFirstModel() {
    PipelineResult result = collect(4).result();

    assertThat(result.comparedRows()).isEmpty();
    assertThat(result.meanRetrained()).isEmpty();
    assertThat(result.rows()).hasSize(3);
    assertThat(TextReport.render(summary(collect(4))))
        .contains("there was no trigger 4 to compare it with")
        .doesNotContain("mean of");
  }

  @Test
  void showsTriggersWithoutEvaluations() {
    ResultCollector collector = new ResultCollector(4);
    collector.accept(trigger(0));

    String text = TextReport.render(summary(collector));

    assertThat(text).contains("2001-01-01        1    1,000     0.50\n").doesNotContain("AUC");
    assertThat(HtmlReport.render(summary(collector))).doesNotContain("<svg");
  }

  @Test
  void fallsBackToTheFirstMetric() {
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
  }

  @Test
  void writesTheSameAsJson() {
    JsonNode document = JsonReport.document(summary(collect(2)));

    assertThat(document.get("pipeline_id").intValue()).isEqualTo(7);
    assertThat(document.get("mean_auc_retrained").doubleValue()).isCloseTo(0.6275, within(1e-9));
    assertThat(document.get("mean_auc_first_model").doubleValue()).isCloseTo(0.6225, within(1e-9));
    assertThat(document.get("seconds").doubleValue()).isEqualTo(12.5);
    assertThat(document.get("log_path").textValue()).isEqualTo("/logs/pipeline_7.log");
    assertThat(document.get("weeks")).hasSize(3);
    assertThat(document.get("weeks").get(0).toString())
        .isEqualTo(
            """
            {"start":"2001-01-08T00:00:00Z","end":"2001-01-15T00:00:00Z","trigger":1,\
            "trigger_id":0,"samples_trained":1000,"seconds":0.5,"auc_retrained":0.61,\
            "auc_first_model":null}\
            """);
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
    assertThat(circles.getLength()).isEqualTo(5);
    assertThat(document.getElementsByTagName("path").getLength()).isEqualTo(4);
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
