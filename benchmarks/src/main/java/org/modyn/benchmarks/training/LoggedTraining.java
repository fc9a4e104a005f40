package org.modyn.benchmarks.training;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.modyn.supervisor.log.Stage;

/**
 * The durations of one training in the log of a pipeline, in milliseconds. The parts add up to the
 * {@linkplain #overhead overhead}.
 *
 * @param steps outputs, gradients and the optimizer's steps
 * @param start the calls that start the training and report its end, its validation, and the wait
 *     in the queue
 * @param prepare from the start of the job to its first request for a batch: the training set, the
 *     model and its weights
 * @param firstBatch the wait for the first batch
 * @param loop the rest of the training loop, with the wait for the other batches
 * @param write the time that the weights are written
 * @param store the call that stores the model
 * @param transactions of the supervisor, before the training and before its model is stored
 */
record LoggedTraining(
    double steps,
    double start,
    double prepare,
    double firstBatch,
    double loop,
    double write,
    double store,
    double transactions) {
  private static final List<String> PARTS_OF_STEPS =
      List.of("PreprocessBatch", "Forward", "Loss", "Backward", "OptimizerStep");

  /** The time from the trigger to the stored model, without the steps. */
  double overhead() {
    return start + prepare + firstBatch + loop + write + store + transactions;
  }

  /**
   * Reads all trainings of a log, which are in order and have ended.
   *
   * @param stageRuns the runs of a pipeline without evaluations
   */
  static List<LoggedTraining> read(JsonNode stageRuns) {
    List<LoggedTraining> trainings = new ArrayList<>();
    Optional<JsonNode> train = Optional.empty();
    for (JsonNode run : stageRuns) {
      switch (Stage.valueOf(run.required("id").textValue())) {
        case TRAIN -> train = Optional.of(run);
        case STORE_TRAINED_MODEL -> trainings.add(of(train.orElseThrow(), run));
        default -> {
          // no part of a training
        }
      }
    }
    return trainings;
  }

  private static LoggedTraining of(JsonNode train, JsonNode store) {
    requireNonNull(train, "train is null");
    JsonNode log = train.at("/info/trainer_log");
    double steps = 0;
    for (JsonNode epoch : log.required("epochs")) {
      steps +=
          PARTS_OF_STEPS.stream().mapToDouble(part -> epoch.required(part).doubleValue()).sum();
    }
    double first = log.at("/epochs/0/BatchTimings/0").doubleValue();
    double prepare = log.required("prepare").doubleValue();
    double loop = log.required("total_train").doubleValue();
    double write = log.required("write_weights").doubleValue();
    double training = duration(train);
    double storing = duration(store);
    return new LoggedTraining(
        steps,
        training - prepare - loop - write,
        prepare,
        first,
        loop - first - steps,
        write,
        storing,
        elapsed(train) - training + elapsed(store) - storing);
  }

  /** The time of the step that the stage consists of. */
  private static double duration(JsonNode run) {
    return milliseconds(Duration.parse(run.required("duration").textValue()));
  }

  /** As {@link #duration}, with the transaction before it. */
  private static double elapsed(JsonNode run) {
    return milliseconds(
        Duration.of(
            ChronoUnit.MICROS.between(
                LocalDateTime.parse(run.required("start").textValue()),
                LocalDateTime.parse(run.required("end").textValue())),
            ChronoUnit.MICROS));
  }

  private static double milliseconds(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
