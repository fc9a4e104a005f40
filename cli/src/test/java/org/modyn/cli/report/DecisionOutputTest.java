package org.modyn.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.modyn.cli.report.log.LoggedTrigger;

final class DecisionOutputTest {
  private static final String NO_DECISIONS = "\"evaluations\": []";

  /** The first trigger is of the warm-up; an interval before the second one does not trigger. */
  private static final String WARM_UP =
      """
      {"type": "drift", "triggered": true, "trigger_index": 999, "drift_results": {},
       "is_warmup": true}\
      """;

  private static final String QUIET =
      """
      {"type": "drift", "triggered": false, "trigger_index": 499, "is_warmup": false,
       "drift_results": {"mmd": {"is_drift": false, "distance": 0.001}}}\
      """;

  private static final String DRIFT =
      """
      {"type": "drift", "triggered": true, "trigger_index": 999, "is_warmup": false,
       "drift_results": {
         "mmd": {"is_drift": true, "distance": 0.123456, "p_val": null, "threshold": null},
         "ks": {"is_drift": false, "distance": 12, "p_val": 0.25, "threshold": 0.05},
         "cvm": {"is_drift": false, "distance": null, "undefined_reason": "too few samples"}}}\
      """;

  private static final String ENSEMBLE =
      """
      {"type": "ensemble", "triggered": true, "trigger_index": 999,
       "subtrigger_decisions": {"drift": true, "daily": false}}\
      """;

  private static DecisionOutput output(String... batches) {
    return new DecisionOutput(Logs.read(log(batches)));
  }

  private static String log(String... batches) {
    String log = Logs.weekly();
    for (String decisions : batches) {
      int at = log.indexOf(NO_DECISIONS);
      log =
          log.substring(0, at)
              + "\"evaluations\" : ["
              + decisions
              + "]"
              + log.substring(at + NO_DECISIONS.length());
    }
    return log;
  }

  @Test
  void saysWhatWasMeasured() {
    DecisionOutput output = output(WARM_UP, QUIET + ", " + DRIFT, DRIFT + ", " + ENSEMBLE);
    String drift =
        "mmd drifts, distance 0.1235; ks does not drift, distance 12, p-value 0.25 (threshold"
            + " 0.05); cvm does not drift, too few samples";
    assertThat(output.table())
        .isEqualTo(
            """
            trigger  last sample           samples  model  reason
                  0  2001-01-07T00:00:00Z    1,000    100  warm-up
                  1  2001-01-14T00:00:00Z    1,000    101  %s
                  2  2001-01-21T00:00:00Z    1,000    102  drift: yes; daily: no
            """
                .formatted(drift));
    assertThat(output.csv().lines().toList().get(1))
        .isEqualTo("0,2001-01-07T00:00:00Z,1000,100,warm-up");
    JsonNode second = output.json().path("triggers").get(1);
    assertThat(second.path("reason").textValue()).isEqualTo(drift);
    assertThat(second.at("/decision/drift_results/mmd/distance").doubleValue()).isEqualTo(0.123456);
  }

  @Test
  void namesThePolicyThatMeasuresNothing() {
    DecisionOutput output = output();
    assertThat(output.json().path("triggers"))
        .allSatisfy(
            trigger -> {
              assertThat(trigger.path("reason").textValue())
                  .isEqualTo("TimeTrigger (trigger.every: 1w)");
              assertThat(trigger.path("decision").isNull()).isTrue();
            });
  }

  @Test
  void describesPerformanceAndRegret() {
    List<LoggedTrigger> triggers =
        Logs.read(
                log(
                    """
                    {"type": "performance", "triggered": true, "trigger_index": 999,
                     "num_misclassifications": 41, "evaluation_scores": {"Accuracy": 0.6100001},
                     "policy_decisions": {"static": true}}\
                    """,
                    """
                    {"type": "cost_aware", "triggered": true, "trigger_index": 999,
                     "regret_metric": 120.5, "regret_in_traintime_unit": 2.5,
                     "traintime_estimate": 2.25, "regret_log": {}}\
                    """,
                    """
                    {"type": "performance", "triggered": true, "trigger_index": 999,
                     "num_misclassifications": -1, "evaluation_scores": {}, "policy_decisions": {}}\
                    """))
            .triggers();
    assertThat(triggers)
        .extracting(trigger -> trigger.decision().orElseThrow().reason())
        .containsExactly(
            "static: yes; Accuracy 0.61; misclassifications 41",
            "regret worth 2.5 s of training, which takes 2.25 s",
            "nothing to compare with yet");
  }
}
