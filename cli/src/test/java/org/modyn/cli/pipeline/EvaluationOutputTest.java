package org.modyn.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.modyn.proto.supervisor.MetricResult;
import org.modyn.proto.supervisor.ModelEvaluated;

class EvaluationOutputTest {
  private static final EvaluationOutput OUTPUT =
      new EvaluationOutput(
          List.of(
              result(22, 86_400).clearIntervalEnd().setCurrentlyTrainedModel(true).build(),
              result(22, 0).setCurrentlyActiveModel(false).build(),
              result(21, 0)
                  .setCurrentlyActiveModel(true)
                  .setCurrentlyTrainedModel(true)
                  .clearMetrics()
                  .addMetrics(MetricResult.newBuilder().setName("Accuracy").setValue(0.1 + 0.2))
                  .addMetrics(
                      MetricResult.newBuilder()
                          .setName("ROC-AUC")
                          .setUndefinedReason("all samples have the label 1"))
                  .build(),
              result(21, 86_400)
                  .clearMetrics()
                  .setDatasetSize(0)
                  .setFailureReason("EMPTY_DATASET")
                  .build()));

  @Test
  void aTableHasAColumnForEachMetric() {
    assertThat(OUTPUT.table())
        .isEqualTo(
            """
            handler  dataset  from                  to                    trigger  model  role             samples  Accuracy  ROC-AUC  reason
            slices   a, "b"   1970-01-01T00:00:00Z  1970-01-02T00:00:00Z        1     21  active, trained    1,000    0.3000        -  ROC-AUC: all samples have the label 1
            slices   a, "b"   1970-01-01T00:00:00Z  1970-01-02T00:00:00Z        2     22  -                  1,000    0.5000        -
            slices   a, "b"   1970-01-02T00:00:00Z  1970-01-03T00:00:00Z        1     21  -                      0         -        -  EMPTY_DATASET
            slices   a, "b"   1970-01-02T00:00:00Z  end                         2     22  trained            1,000    0.5000        -
            """);
  }

  @Test
  void csvHasARowForEachMetric() {
    assertThat(OUTPUT.csv())
        .isEqualTo(
            """
            handler,dataset_id,interval_start,interval_end,trigger_id,training_id,model_id,currently_active_model,currently_trained_model,samples,metric,value,reason
            slices,"a, ""b""\",1970-01-01T00:00:00Z,1970-01-02T00:00:00Z,1,11,21,true,true,1000,Accuracy,0.30000000000000004,
            slices,"a, ""b""\",1970-01-01T00:00:00Z,1970-01-02T00:00:00Z,1,11,21,true,true,1000,ROC-AUC,,all samples have the label 1
            slices,"a, ""b""\",1970-01-01T00:00:00Z,1970-01-02T00:00:00Z,2,12,22,false,,1000,Accuracy,0.5,
            slices,"a, ""b""\",1970-01-02T00:00:00Z,1970-01-03T00:00:00Z,1,11,21,,,0,,,EMPTY_DATASET
            slices,"a, ""b""\",1970-01-02T00:00:00Z,,2,12,22,,true,1000,Accuracy,0.5,
            """);
  }

  @Test
  void jsonHasAnObjectForEachEvaluation() {
    assertThat(OUTPUT.json()).hasSize(4);
    assertThat(OUTPUT.json().get(0))
        .hasToString(
            "{\"handler\":\"slices\",\"dataset_id\":\"a, \\\"b\\\"\","
                + "\"interval_start\":\"1970-01-01T00:00:00Z\","
                + "\"interval_end\":\"1970-01-02T00:00:00Z\","
                + "\"trigger_id\":1,\"training_id\":11,\"model_id\":21,"
                + "\"currently_active_model\":true,\"currently_trained_model\":true,"
                + "\"samples\":1000,\"failure_reason\":null,\"metrics\":["
                + "{\"name\":\"Accuracy\",\"value\":0.30000000000000004,"
                + "\"undefined_reason\":null},"
                + "{\"name\":\"ROC-AUC\",\"value\":null,"
                + "\"undefined_reason\":\"all samples have the label 1\"}]}");
    assertThat(OUTPUT.json().get(2).get("failure_reason").textValue()).isEqualTo("EMPTY_DATASET");
    assertThat(OUTPUT.json().get(3).get("interval_end").isNull()).isTrue();
    assertThat(OUTPUT.json().get(3).get("currently_active_model").isNull()).isTrue();
  }

  private static ModelEvaluated.Builder result(int model, long start) {
    return ModelEvaluated.newBuilder()
        .setEvaluationHandler("slices")
        .setDatasetId("a, \"b\"")
        .setIntervalStart(start)
        .setIntervalEnd(start + 86_400)
        .setTriggerId(model - 20)
        .setTrainingId(model - 10)
        .setModelId(model)
        .setDatasetSize(1_000)
        .addMetrics(MetricResult.newBuilder().setName("Accuracy").setValue(0.5));
  }
}
