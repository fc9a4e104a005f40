package org.modyn.supervisor.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationHandlerConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationHandlerConfig.ExecutionTime;

/** Derives evaluation requests from the handlers of a pipeline file. */
public final class EvaluationPlanner {
  private EvaluationPlanner() {}

  /** Returns the evaluations that are due after a training: its model on every interval. */
  public static List<EvaluationRequest> afterTraining(
      EvaluationConfig evaluation, TrainedModel training) {
    List<EvaluationRequest> requests = new ArrayList<>();
    for (EvaluationHandlerConfig handler : evaluation.handlers()) {
      if (handler.executionTime() == ExecutionTime.AFTER_TRAINING) {
        List<EvaluationInterval> intervals =
            EvaluationStrategy.create(handler.strategy()).intervals(List.of(training));
        for (EvaluationInterval interval : intervals) {
          addRequests(requests, handler, interval, training, Optional.empty(), Optional.empty());
        }
      }
    }
    return requests;
  }

  /**
   * Returns the evaluations that are due after the last training: for each interval, the models
   * that the handler selects.
   *
   * @param trainings in the order of their model ids
   */
  public static List<EvaluationRequest> afterPipeline(
      EvaluationConfig evaluation, List<TrainedModel> trainings) {
    List<EvaluationRequest> requests = new ArrayList<>();
    for (EvaluationHandlerConfig handler : evaluation.handlers()) {
      if (handler.executionTime() == ExecutionTime.AFTER_PIPELINE) {
        List<EvaluationInterval> intervals =
            EvaluationStrategy.create(handler.strategy()).intervals(trainings);
        requests.addAll(chooseModels(handler, intervals, trainings));
      }
    }
    return requests;
  }

  static List<EvaluationRequest> chooseModels(
      EvaluationHandlerConfig handler,
      List<EvaluationInterval> intervals,
      List<TrainedModel> trainings) {
    List<EvaluationRequest> requests = new ArrayList<>();
    for (EvaluationInterval interval : intervals) {
      OptionalInt activeModel = activeModel(interval, trainings);
      OptionalInt trainedModel = trainedModel(activeModel, trainings);
      for (TrainedModel training : trainings) {
        boolean isActive = isModel(activeModel, training);
        boolean isTrained = isModel(trainedModel, training);
        boolean chosen =
            switch (handler.models()) {
              case MATRIX -> true;
              case ACTIVE -> isActive;
              case TRAINING -> isTrained;
            };
        if (chosen) {
          addRequests(
              requests, handler, interval, training, Optional.of(isActive), Optional.of(isTrained));
        }
      }
    }
    return requests;
  }

  /** Returns the newest model whose training data ended before the interval. */
  private static OptionalInt activeModel(
      EvaluationInterval interval, List<TrainedModel> trainings) {
    return trainings.stream()
        .filter(training -> training.lastTimestamp() < interval.activeModelTrainedBefore())
        .mapToInt(TrainedModel::modelId)
        .max();
  }

  /**
   * Returns the model after the active one; the active one itself if it is the last, so that
   * results extend to the end of the data; or the first one if none is active yet.
   */
  private static OptionalInt trainedModel(OptionalInt activeModel, List<TrainedModel> trainings) {
    if (activeModel.isEmpty()) {
      return trainings.stream().mapToInt(TrainedModel::modelId).min();
    }
    OptionalInt next =
        trainings.stream()
            .mapToInt(TrainedModel::modelId)
            .filter(model -> model > activeModel.getAsInt())
            .min();
    return next.isPresent() ? next : activeModel;
  }

  private static boolean isModel(OptionalInt model, TrainedModel training) {
    return model.isPresent() && model.getAsInt() == training.modelId();
  }

  private static void addRequests(
      List<EvaluationRequest> requests,
      EvaluationHandlerConfig handler,
      EvaluationInterval interval,
      TrainedModel training,
      Optional<Boolean> active,
      Optional<Boolean> trained) {
    for (String dataset : handler.datasets()) {
      requests.add(
          new EvaluationRequest(
              training.triggerId(),
              training.trainingId(),
              training.modelId(),
              active,
              trained,
              handler.name(),
              dataset,
              interval.start(),
              interval.end()));
    }
  }
}
