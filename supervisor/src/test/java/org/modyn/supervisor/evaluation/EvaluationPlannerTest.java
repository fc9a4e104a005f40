package org.modyn.supervisor.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationHandlerConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationHandlerConfig.ExecutionTime;
import org.modyn.common.config.pipeline.evaluation.EvaluationHandlerConfig.Models;
import org.modyn.common.config.pipeline.evaluation.strategy.SlicingEvalStrategyConfig;
import org.modyn.common.config.pipeline.time.TimeSpan;
import org.modyn.supervisor.evaluation.strategy.EvaluationInterval;

/** The values are those of the original's test_eval_handler. */
class EvaluationPlannerTest {
  private static final List<TrainedModel> TRAININGS =
      List.of(
          new TrainedModel(1, 11, 21, 0, 0),
          new TrainedModel(2, 12, 22, 2, 2),
          new TrainedModel(3, 13, 23, 3, 3),
          new TrainedModel(6, 16, 26, 14, 14),
          new TrainedModel(7, 17, 27, 20, 20),
          new TrainedModel(8, 18, 28, 26, 26));

  private static final List<EvaluationInterval> INTERVALS =
      List.of(
          interval(8, 12, 10),
          interval(18, 22, 20),
          interval(23, 27, 25),
          interval(24, 28, 26),
          interval(25, 29, 27),
          interval(30, 32, 31),
          interval(33, 35, 34));

  @Test
  void matrixEvaluatesEveryModelOnEveryInterval() {
    List<EvaluationRequest> requests = choose(Models.MATRIX, INTERVALS, TRAININGS);

    assertThat(requests).hasSize(INTERVALS.size() * TRAININGS.size());
    assertThat(requests.stream().limit(7).map(EvaluationPlannerTest::summary))
        .containsExactly(
            "21 on 8-12",
            "22 on 8-12",
            "23 active on 8-12",
            "26 trained on 8-12",
            "27 on 8-12",
            "28 on 8-12",
            "21 on 18-22");
    assertThat(requests.getFirst())
        .isEqualTo(
            new EvaluationRequest(
                1,
                11,
                21,
                Optional.of(false),
                Optional.of(false),
                "handler",
                "dataset1",
                8,
                Optional.of(12L)));
  }

  @Test
  void activeEvaluatesTheNewestModelBeforeEachInterval() {
    assertThat(summaries(Models.ACTIVE, INTERVALS, TRAININGS))
        .containsExactly(
            "23 active on 8-12",
            "26 active on 18-22",
            "27 active on 23-27",
            "27 active on 24-28",
            "28 active trained on 25-29",
            "28 active trained on 30-32",
            "28 active trained on 33-35");
  }

  @Test
  void trainingEvaluatesTheModelAfterThat() {
    assertThat(summaries(Models.TRAINING, INTERVALS, TRAININGS))
        .containsExactly(
            "26 trained on 8-12",
            "27 trained on 18-22",
            "28 trained on 23-27",
            "28 trained on 24-28",
            "28 active trained on 25-29",
            "28 active trained on 30-32",
            "28 active trained on 33-35");
  }

  @Test
  void beforeTheFirstModelNoneIsActive() {
    List<EvaluationInterval> early = List.of(interval(0, 5, 0));

    assertThat(summaries(Models.ACTIVE, early, TRAININGS)).isEmpty();
    assertThat(summaries(Models.TRAINING, early, TRAININGS)).containsExactly("21 trained on 0-5");
    assertThat(summaries(Models.MATRIX, early, List.of())).isEmpty();
  }

  @Test
  void handlersRunAtTheirTime() {
    EvaluationConfig config =
        new EvaluationConfig(
            List.of(
                handler("training", ExecutionTime.AFTER_TRAINING, Models.MATRIX),
                handler("pipeline", ExecutionTime.AFTER_PIPELINE, Models.ACTIVE),
                handler("manual", ExecutionTime.MANUAL, Models.ACTIVE)),
            "cpu",
            List.of(),
            1,
            1,
            Optional.empty());
    OptionalLong last = OptionalLong.of(30);

    assertThat(EvaluationPlanner.afterTraining(config, TRAININGS.getLast()))
        .extracting(EvaluationRequest::evalHandler, EvaluationRequest::idModel)
        .containsExactly(tuple("training", 28));
    assertThat(EvaluationPlanner.afterPipeline(config, TRAININGS, last))
        .extracting(EvaluationRequest::evalHandler, EvaluationRequest::idModel)
        .containsExactly(tuple("pipeline", 26));
    assertThat(EvaluationPlanner.manual(config, TRAININGS, last))
        .extracting(EvaluationRequest::evalHandler, EvaluationRequest::idModel)
        .containsExactly(tuple("manual", 26));
    assertThat(EvaluationPlanner.ofAllHandlers(config, TRAININGS, last))
        .extracting(EvaluationRequest::evalHandler)
        .containsExactly(
            "training",
            "training",
            "training",
            "training",
            "training",
            "training",
            "pipeline",
            "manual");
  }

  private static List<String> summaries(
      Models models, List<EvaluationInterval> intervals, List<TrainedModel> trainings) {
    return choose(models, intervals, trainings).stream()
        .map(EvaluationPlannerTest::summary)
        .toList();
  }

  private static List<EvaluationRequest> choose(
      Models models, List<EvaluationInterval> intervals, List<TrainedModel> trainings) {
    return EvaluationPlanner.chooseModels(
        handler("handler", ExecutionTime.AFTER_PIPELINE, models), intervals, trainings);
  }

  /** Evaluates on one interval, from 18 to 22. */
  private static EvaluationHandlerConfig handler(
      String name, ExecutionTime executionTime, Models models) {
    return new EvaluationHandlerConfig(
        name,
        executionTime,
        models,
        new SlicingEvalStrategyConfig(new TimeSpan(4, 's'), 18, 22),
        List.of("dataset1"));
  }

  private static String summary(EvaluationRequest request) {
    return String.format(
        Locale.ROOT,
        "%d%s%s on %d-%d",
        request.idModel(),
        request.currentlyActiveModel().orElseThrow() ? " active" : "",
        request.currentlyTrainedModel().orElseThrow() ? " trained" : "",
        request.intervalStart(),
        request.intervalEnd().orElseThrow());
  }

  private static EvaluationInterval interval(long start, long end, long before) {
    return new EvaluationInterval(start, Optional.of(end), Optional.of(before));
  }
}
