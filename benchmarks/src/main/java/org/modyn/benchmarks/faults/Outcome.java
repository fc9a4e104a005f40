package org.modyn.benchmarks.faults;

import java.util.List;
import java.util.Optional;

/**
 * What a pipeline leaves behind at the servers, without what differs between undisturbed runs:
 * times, and the ids of the pipeline, its trainings and its models.
 *
 * @param error why the pipeline did not complete
 * @param triggers one line for each trigger, in order
 * @param trainingSets the training set of each trigger
 * @param models the SHA-256 checksum of each model's file, in the order in which they were stored
 * @param evaluations one line for each result, sorted
 * @param log one line for each row of the log, in production only of those that do not depend on
 *     the times at which files arrive; those of evaluations that ran concurrently are last, sorted
 */
record Outcome(
    Optional<String> error,
    List<String> triggers,
    List<TrainingSet> trainingSets,
    List<String> models,
    List<String> evaluations,
    List<String> log) {
  Outcome {
    triggers = List.copyOf(triggers);
    trainingSets = List.copyOf(trainingSets);
    models = List.copyOf(models);
    evaluations = List.copyOf(evaluations);
    log = List.copyOf(log);
  }

  /** A training set, in the order in which the trainer server receives it. */
  record TrainingSet(List<WeightedSample> samples) {
    TrainingSet {
      samples = List.copyOf(samples);
    }
  }

  /** A sample of a training set. */
  record WeightedSample(long key, float weight) {}

  long samples() {
    return trainingSets.stream().mapToLong(set -> set.samples().size()).sum();
  }
}
