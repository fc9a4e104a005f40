package org.modyn.supervisor.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationHandlerConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationHandlerConfig.ExecutionTime;
import org.modyn.supervisor.evaluation.strategy.EvaluationInterval;
import org.modyn.supervisor.evaluation.strategy.EvaluationStrategies;

/**
 * Derives evaluation requests from the handlers of a pipeline file. All functions are pure: the
 * same models give the same requests, in the same order.
 */
public final class EvaluationPlanner {
  private EvaluationPlanner() {}

  /** Returns the evaluations that are due after a training: its model on every interval. */
  public static List<EvaluationRequest> afterTraining(
      EvaluationConfig evaluation, TrainedModel model) {
    List<EvaluationRequest> requests = new ArrayList<>();
    for (EvaluationHandlerConfig handler : evaluation.handlers()) {
      if (handler.executionTime() == ExecutionTime.AFTER_TRAINING) {
        requests.addAll(ofTraining(handler, model));
      }
    }
    return requests;
  }

  /**
   * Returns the evaluations that are due after the last training: for each interval, the models
   * that the handler selects.
   *
   * @param models in the order of their ids
   * @param lastTimestamp the timestamp of the last sample that the pipeline has read, in seconds
   *     since 1970; empty if it has read none
   */
  public static List<EvaluationRequest> afterPipeline(
      EvaluationConfig evaluation, List<TrainedModel> models, OptionalLong lastTimestamp) {
    return plan(
        evaluation,
        models,
        lastTimestamp,
        handler -> handler.executionTime() == ExecutionTime.AFTER_PIPELINE);
  }

  /**
   * Returns the evaluations that run on request only. Parameters are those of {@link
   * #afterPipeline}.
   */
  public static List<EvaluationRequest> manual(
      EvaluationConfig evaluation, List<TrainedModel> models, OptionalLong lastTimestamp) {
    return plan(
        evaluation,
        models,
        lastTimestamp,
        handler -> handler.executionTime() == ExecutionTime.MANUAL);
  }

  /**
   * Returns the evaluations of all handlers for all models, whenever the pipeline would run them.
   * Parameters are those of {@link #afterPipeline}.
   */
  public static List<EvaluationRequest> ofAllHandlers(
      EvaluationConfig evaluation, List<TrainedModel> models, OptionalLong lastTimestamp) {
    return plan(evaluation, models, lastTimestamp, handler -> true);
  }

  private static List<EvaluationRequest> plan(
      EvaluationConfig evaluation,
      List<TrainedModel> models,
      OptionalLong lastTimestamp,
      Predicate<EvaluationHandlerConfig> isDue) {
    List<EvaluationRequest> requests = new ArrayList<>();
    for (EvaluationHandlerConfig handler : evaluation.handlers()) {
      if (!isDue.test(handler)) {
        continue;
      }
      if (handler.executionTime() == ExecutionTime.AFTER_TRAINING) {
        models.forEach(model -> requests.addAll(ofTraining(handler, model)));
      } else {
        List<EvaluationInterval> intervals =
            EvaluationStrategies.create(handler.strategy())
                .intervals(models.stream().map(TrainedModel::interval).toList(), lastTimestamp);
        requests.addAll(chooseModels(handler, intervals, models));
      }
    }
    return requests;
  }

  private static List<EvaluationRequest> ofTraining(
      EvaluationHandlerConfig handler, TrainedModel model) {
    List<EvaluationRequest> requests = new ArrayList<>();
    List<EvaluationInterval> intervals =
        EvaluationStrategies.create(handler.strategy())
            .intervals(List.of(model.interval()), OptionalLong.empty());
    for (EvaluationInterval interval : intervals) {
      addRequests(requests, handler, interval, model, Optional.empty(), Optional.empty());
    }
    return requests;
  }

  static List<EvaluationRequest> chooseModels(
      EvaluationHandlerConfig handler,
      List<EvaluationInterval> intervals,
      List<TrainedModel> models) {
    List<EvaluationRequest> requests = new ArrayList<>();
    for (EvaluationInterval interval : intervals) {
      OptionalInt activeModel = activeModel(interval, models);
      OptionalInt trainedModel = trainedModel(activeModel, models);
      for (TrainedModel model : models) {
        boolean isActive = isModel(activeModel, model);
        boolean isTrained = isModel(trainedModel, model);
        boolean chosen =
            switch (handler.models()) {
              case MATRIX -> true;
              case ACTIVE -> isActive;
              case TRAINING -> isTrained;
            };
        if (chosen) {
          addRequests(
              requests, handler, interval, model, Optional.of(isActive), Optional.of(isTrained));
        }
      }
    }
    return requests;
  }

  /** Returns the newest model whose training data ended before the interval. */
  private static OptionalInt activeModel(EvaluationInterval interval, List<TrainedModel> models) {
    return models.stream()
        .filter(
            model ->
                interval
                    .activeModelTrainedBefore()
                    .filter(time -> model.lastTimestamp() < time)
                    .isPresent())
        .mapToInt(TrainedModel::modelId)
        .max();
  }

  /**
   * Returns the model after the active one; the active one itself if it is the last, so that
   * results extend to the end of the data; or the first one if none is active yet.
   */
  private static OptionalInt trainedModel(OptionalInt activeModel, List<TrainedModel> models) {
    if (activeModel.isEmpty()) {
      return models.stream().mapToInt(TrainedModel::modelId).min();
    }
    OptionalInt next =
        models.stream()
            .mapToInt(TrainedModel::modelId)
            .filter(model -> model > activeModel.getAsInt())
            .min();
    return next.isPresent() ? next : activeModel;
  }

  private static boolean isModel(OptionalInt id, TrainedModel model) {
    return id.isPresent() && id.getAsInt() == model.modelId();
  }

  private static void addRequests(
      List<EvaluationRequest> requests,
      EvaluationHandlerConfig handler,
      EvaluationInterval interval,
      TrainedModel model,
      Optional<Boolean> active,
      Optional<Boolean> trained) {
    for (String dataset : handler.datasets()) {
      requests.add(
          new EvaluationRequest(
              model.triggerId(),
              model.trainingId(),
              model.modelId(),
              active,
              trained,
              handler.name(),
              dataset,
              interval.start(),
              interval.end()));
    }
  }
}
