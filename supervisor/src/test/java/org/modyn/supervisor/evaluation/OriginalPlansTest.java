package org.modyn.supervisor.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationHandlerConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationHandlerConfig.ExecutionTime;

/**
 * Plans what the original plans: original_plans.json has handlers, models, and the requests that
 * the original derives from them. original_plans.py has made it.
 */
class OriginalPlansTest {
  @Test
  void everyPlanIsThatOfTheOriginal() throws IOException {
    JsonNode plans = read();
    assertThat(plans.size()).isGreaterThan(200);
    for (JsonNode plan : plans) {
      assertThat(requests(plan)).as(plan.get("handler").toString()).isEqualTo(expected(plan));
    }
  }

  private static List<EvaluationRequest> requests(JsonNode plan) {
    EvaluationHandlerConfig handler =
        ConfigLoader.parse(
            "handler", plan.get("handler").toString(), EvaluationHandlerConfig.class);
    EvaluationConfig config =
        new EvaluationConfig(List.of(handler), "cpu", List.of(), 1, 1, Optional.empty());
    List<TrainedModel> models = new ArrayList<>();
    for (JsonNode model : plan.get("trainings")) {
      models.add(
          new TrainedModel(
              model.get(0).intValue(),
              model.get(1).intValue(),
              model.get(2).intValue(),
              model.get(3).longValue(),
              model.get(4).longValue()));
    }
    if (handler.executionTime() == ExecutionTime.AFTER_TRAINING) {
      return models.stream()
          .flatMap(model -> EvaluationPlanner.afterTraining(config, model).stream())
          .toList();
    }
    return EvaluationPlanner.afterPipeline(
        config, models, OptionalLong.of(plan.get("last_timestamp").longValue()));
  }

  private static List<EvaluationRequest> expected(JsonNode plan) {
    List<EvaluationRequest> requests = new ArrayList<>();
    for (JsonNode request : plan.get("requests")) {
      requests.add(
          new EvaluationRequest(
              request.get(0).intValue(),
              request.get(1).intValue(),
              request.get(2).intValue(),
              optional(request.get(3)).map(JsonNode::booleanValue),
              optional(request.get(4)).map(JsonNode::booleanValue),
              "handler",
              request.get(5).textValue(),
              request.get(6).longValue(),
              optional(request.get(7)).map(JsonNode::longValue)));
    }
    return requests;
  }

  private static Optional<JsonNode> optional(JsonNode value) {
    return value.isNull() ? Optional.empty() : Optional.of(value);
  }

  private static JsonNode read() throws IOException {
    try (InputStream file = OriginalPlansTest.class.getResourceAsStream("original_plans.json")) {
      return JsonMapper.builder().build().readTree(file);
    }
  }
}
