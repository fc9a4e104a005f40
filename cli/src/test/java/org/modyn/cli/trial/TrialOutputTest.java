package org.modyn.cli.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.modyn.cli.report.TrialReport;
import org.modyn.proto.supervisor.TrialEnded;
import org.modyn.proto.supervisor.TrialTrigger;

class TrialOutputTest {
  private static final long DAY = 86_400;
  private static final TrialResult DAILY =
      new TrialResult(
          "daily.yaml",
          "TimeTrigger",
          List.of(
              trigger(1, 1_000).setTrainingSeconds(0.25).build(),
              trigger(2, 2_000).setTrainingSeconds(1_234.5).build()),
          TrialEnded.newBuilder().setSamples(3_500).setRemainingSamples(500).build());
  private static final TrialResult NEVER =
      new TrialResult(
          "<never>.yaml",
          "DataAmountTrigger",
          List.of(),
          TrialEnded.newBuilder().setSamples(3_500).setRemainingSamples(3_500).build());

  @Test
  void oneTrialIsPrintedWithItsTriggers() {
    assertThat(new TrialOutput(List.of(DAILY)).table())
        .isEqualTo(
            """
            trigger  time                  new samples  training set  samples trained  training s
                  1  1970-01-02T00:00:00Z        1,000         1,000            2,000         0.3
                  2  1970-01-03T00:00:00Z        2,000         2,000            4,000     1,234.5

            file        policy       samples  triggers  mean training set  samples trained  training s  samples left
            daily.yaml  TimeTrigger    3,500         2              1,500            6,000     1,234.8           500
            """);
  }

  @Test
  void severalTrialsArePrintedSideBySide() {
    assertThat(new TrialOutput(List.of(DAILY, NEVER)).table())
        .isEqualTo(
            """
            file          policy             samples  triggers  mean training set  samples trained  training s  samples left
            daily.yaml    TimeTrigger          3,500         2              1,500            6,000     1,234.8           500
            <never>.yaml  DataAmountTrigger    3,500         0                  -                0           -         3,500
            """);
  }

  @Test
  void jsonAndCsvHaveTheExactNumbers() {
    TrialOutput output = new TrialOutput(List.of(DAILY, NEVER));

    assertThat(output.json().get(0).get("training_seconds").doubleValue()).isEqualTo(1_234.75);
    assertThat(output.json().get(0).get("triggers").get(1).get("time").textValue())
        .isEqualTo("1970-01-03T00:00:00Z");
    assertThat(output.json().get(1).get("triggers")).isEmpty();
    assertThat(output.json().get(1).get("training_seconds").isNull()).isTrue();
    assertThat(output.csv())
        .isEqualTo(
            """
            file,policy,trigger,time,new_samples,training_set_size,samples_trained,training_seconds
            daily.yaml,TimeTrigger,1,1970-01-02T00:00:00Z,1000,1000,2000,0.25
            daily.yaml,TimeTrigger,2,1970-01-03T00:00:00Z,2000,2000,4000,1234.5
            """);
  }

  @Test
  void theReportIsWellFormedAndHasARowForEachPolicy() throws Exception {
    String page = TrialReport.render(List.of(DAILY, NEVER));

    assertThat(page)
        .contains(
            "daily.yaml (TimeTrigger): 2", "&lt;never&gt;.yaml", "It does not trigger.", "2,000");
    assertThat(
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(
                    new ByteArrayInputStream(
                        page.replace("<!DOCTYPE html>", "").getBytes(StandardCharsets.UTF_8)))
                .getElementsByTagName("path")
                .getLength())
        .isEqualTo(2);
  }

  private static TrialTrigger.Builder trigger(int number, long samples) {
    return TrialTrigger.newBuilder()
        .setNumber(number)
        .setTimestamp(number * DAY)
        .setNewSamples(samples)
        .setTrainingSetSize(samples)
        .setSamplesTrained(2 * samples);
  }
}
