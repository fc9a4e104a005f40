package org.modyn.selector.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.database.DatabaseFailures;
import org.modyn.common.trainingset.PartitionId;
import org.modyn.common.trainingset.TrainingSetReader;
import org.modyn.common.trainingset.WorkerShare;
import org.modyn.selector.database.HoldoutRow;
import org.modyn.selector.database.TriggerRepository;
import org.modyn.selector.database.TriggerRow;
import org.modyn.selector.trainingset.TrainingSetDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The training sets of all triggers, and their retention: those of the newest triggers are kept. A
 * training set is marked as deleted in the database first, then its files are deleted, so that the
 * next start can complete an interrupted deletion.
 */
final class TrainingSets {
  private static final Logger LOGGER = LoggerFactory.getLogger(TrainingSets.class);

  private final TriggerRepository triggers;
  private final TrainingSetDirectory directory;
  private final int kept;

  /**
   * @param kept the number of newest triggers per pipeline whose training sets are kept; 0 keeps
   *     all
   */
  TrainingSets(TriggerRepository triggers, TrainingSetDirectory directory, int kept) {
    this.triggers = requireNonNull(triggers, "triggers is null");
    this.directory = requireNonNull(directory, "directory is null");
    this.kept = kept;
  }

  TrainingSetDirectory directory() {
    return directory;
  }

  /**
   * Deletes the training sets of old triggers. A failure is logged and not reported to the caller;
   * the next start repeats the deletion.
   */
  void clean(int pipelineId) {
    if (kept == 0) {
      return;
    }
    try {
      deleteOld(pipelineId, kept);
    } catch (RuntimeException e) {
      DatabaseFailures.log(LOGGER, "Cannot delete old training sets of pipeline " + pipelineId, e);
    }
  }

  /**
   * Deletes the training sets of all triggers but the newest.
   *
   * @param newest the number of newest triggers whose training sets are kept, at least 1
   * @return the triggers whose training sets were not deleted before, ascending
   */
  List<Integer> deleteOld(int pipelineId, int newest) {
    List<Integer> old = triggers.markCleaned(pipelineId, newest).stream().sorted().toList();
    old.forEach(triggerId -> directory.discard(pipelineId, triggerId));
    return old;
  }

  /** Deletes the files that an interrupted deletion left. */
  void finishCleaning(int pipelineId) {
    for (int triggerId : directory.triggers(pipelineId)) {
      if (triggers.find(pipelineId, triggerId).filter(TriggerRow::cleaned).isPresent()) {
        directory.discard(pipelineId, triggerId);
      }
    }
  }

  /**
   * Opens a worker's share of a partition.
   *
   * @param samples the number of samples in the whole partition
   * @throws ModynException FAILED_PRECONDITION when the training set was deleted; DATA_LOSS when
   *     the file is damaged
   */
  TrainingSetReader open(
      TriggerRow trigger, PartitionId partition, int samples, WorkerShare share) {
    if (trigger.cleaned()) {
      throw cleaned(trigger);
    }
    try {
      return directory.open(partition, samples, share);
    } catch (ModynException e) {
      if (e.category() == ErrorCategory.DATA_LOSS
          && triggers
              .find(trigger.pipelineId(), trigger.triggerId())
              .filter(TriggerRow::cleaned)
              .isPresent()) {
        throw cleaned(trigger);
      }
      throw e;
    }
  }

  private ModynException cleaned(TriggerRow trigger) {
    return ModynException.failedPrecondition(
        "the training set of trigger %s of pipeline %s was deleted: see selector.training_sets_kept"
            + " and supervisor.keep_training_sets in the system configuration",
        trigger.triggerId(), trigger.pipelineId());
  }

  /**
   * Returns at most {@code limit} triggers of a pipeline.
   *
   * @param firstTriggerId the smallest id to return
   */
  List<TrainingSetSize> list(int pipelineId, int firstTriggerId, int limit) {
    List<TriggerRow> rows = triggers.list(pipelineId, firstTriggerId, limit);
    if (rows.isEmpty()) {
      return List.of();
    }
    Map<Integer, List<Long>> holdoutKeys =
        triggers
            .findHoldoutSets(pipelineId, rows.getFirst().triggerId(), rows.getLast().triggerId())
            .stream()
            .collect(
                Collectors.groupingBy(
                    HoldoutRow::triggerId,
                    Collectors.mapping(HoldoutRow::keys, Collectors.toList())));
    return rows.stream()
        .map(
            trigger ->
                new TrainingSetSize(
                    trigger,
                    holdoutKeys.getOrDefault(trigger.triggerId(), List.of()),
                    directory.size(trigger.pipelineId(), trigger.triggerId())))
        .toList();
  }
}
