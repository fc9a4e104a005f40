package org.modyn.selector.trainingset;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.trainingset.PartitionId;
import org.modyn.common.trainingset.TrainingSetReader;
import org.modyn.common.trainingset.TrainingSetWriter;
import org.modyn.common.trainingset.WorkerShare;
import org.modyn.selector.partition.Partition;
import org.modyn.selector.position.StrategyState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of all trigger training sets: {@code <pipeline>/<trigger>/<partition>.training-set};
 * for triggers with holdout sets, {@code
 * <pipeline>/<trigger>/holdout-<holdout>-<partition>.training-set}; and, for strategies with state,
 * {@code <pipeline>/<trigger>/strategy-state}. A training set is valid once the database has a row
 * for its trigger. Files without a row belong to an interrupted trigger, and are overwritten when
 * it is retried.
 */
public final class TrainingSetDirectory {
  private static final Logger LOGGER = LoggerFactory.getLogger(TrainingSetDirectory.class);
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  private final Path root;

  /** Creates the directory if it does not exist. */
  public TrainingSetDirectory(Path root) {
    this.root = requireNonNull(root, "root is null");
    DurableFiles.createDirectories(root);
  }

  /**
   * Writes a partition. The file is durable when this method returns.
   *
   * @throws ModynException INTERNAL, naming the file, when it cannot be written
   */
  public void write(PartitionId partitionId, Partition partition) {
    Path path = path(partitionId);
    DurableFiles.createDirectories(path.getParent());
    TrainingSetWriter.write(
        path, partitionId, partition.keys(), partition.weights(), partition.size());
  }

  /**
   * Opens one worker's share of a partition.
   *
   * @param samples the number of samples in the whole partition
   * @throws ModynException DATA_LOSS, naming the file, when it is missing or damaged
   */
  public TrainingSetReader open(PartitionId partitionId, int samples, WorkerShare share) {
    return TrainingSetReader.open(path(partitionId), partitionId, samples, share);
  }

  /**
   * Returns the state of a pipeline's strategy at a trigger.
   *
   * @param previousTriggerId the trigger before; -1 at the first trigger
   */
  public StrategyState strategyState(int pipelineId, int triggerId, int previousTriggerId) {
    return new StrategyState(
        pipelineId,
        triggerId,
        previousTriggerId,
        trigger -> root.resolve(strategyStatePath(pipelineId, trigger)));
  }

  /** Returns the file of the strategy's state at a trigger, relative to the directory. */
  public static Path strategyStatePath(int pipelineId, int triggerId) {
    return Path.of(Integer.toString(pipelineId), Integer.toString(triggerId), "strategy-state");
  }

  /** Deletes the training sets of a pipeline, if there are any. */
  public void discard(int pipelineId) {
    DurableFiles.deleteRecursively(root.resolve(Integer.toString(pipelineId)));
  }

  /** Returns the ids of the triggers that have files. */
  public List<Integer> triggers(int pipelineId) {
    return DurableFiles.list(root.resolve(Integer.toString(pipelineId))).stream()
        .map(path -> path.getFileName().toString())
        .filter(name -> NUMBER.matcher(name).matches())
        .map(Integer::valueOf)
        .sorted()
        .toList();
  }

  /**
   * Returns the total size of a trigger's files in bytes, holdout sets included; 0 if there are
   * none.
   */
  public long size(int pipelineId, int triggerId) {
    long size = 0;
    for (Path file : DurableFiles.list(triggerDirectory(pipelineId, triggerId))) {
      try {
        size += Files.size(file);
      } catch (NoSuchFileException e) {
        LOGGER.debug("{} was deleted concurrently", file, e);
      } catch (IOException e) {
        throw DurableFiles.cannotRead(file, e);
      }
    }
    return size;
  }

  /**
   * Deletes the training set and the holdout sets of a trigger, complete or not, if there is one.
   */
  public void discard(int pipelineId, int triggerId) {
    DurableFiles.deleteRecursively(triggerDirectory(pipelineId, triggerId));
  }

  /** Syncs the directories of a trigger after all its partitions have been written. */
  public void sync(int pipelineId, int triggerId) {
    Path trigger = triggerDirectory(pipelineId, triggerId);
    if (!DurableFiles.list(trigger).isEmpty()) {
      DurableFiles.syncDirectory(trigger.getParent());
      DurableFiles.syncDirectory(root);
    }
  }

  private Path path(PartitionId partition) {
    String set = partition.holdout() == 0 ? "" : "holdout-" + partition.holdout() + "-";
    return triggerDirectory(partition.pipelineId(), partition.triggerId())
        .resolve(set + partition.partitionId() + ".training-set");
  }

  private Path triggerDirectory(int pipelineId, int triggerId) {
    return root.resolve(Integer.toString(pipelineId)).resolve(Integer.toString(triggerId));
  }
}
