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
import org.modyn.selector.position.StrategyMemory;
import org.modyn.selector.strategy.Partition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of all trigger training sets: {@code <pipeline>/<trigger>/<partition>.training-set},
 * and beside them, for strategies that remember something, {@code strategy-state}. A training set
 * counts only once the database has a row for its trigger; files without one are left over from a
 * trigger that was interrupted, and are overwritten when the trigger comes again.
 */
public final class TrainingSetDirectory {
  private static final Logger LOGGER = LoggerFactory.getLogger(TrainingSetDirectory.class);
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  private final Path root;

  /** Creates the directory when it does not exist. */
  public TrainingSetDirectory(Path root) {
    this.root = requireNonNull(root, "root is null");
    DurableFiles.createDirectories(root);
  }

  /**
   * Writes a partition; it is on disk when this returns.
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
   * @param samples how many samples the whole partition has
   * @throws ModynException DATA_LOSS, naming the file, when it is missing or damaged
   */
  public TrainingSetReader open(PartitionId partitionId, int samples, WorkerShare share) {
    return TrainingSetReader.open(path(partitionId), partitionId, samples, share);
  }

  /** Returns what the strategy of a pipeline remembers at a trigger. */
  public StrategyMemory memory(int pipelineId, int triggerId) {
    return new StrategyMemory(
        pipelineId,
        triggerId,
        trigger -> triggerDirectory(pipelineId, trigger).resolve("strategy-state"));
  }

  /** Deletes the training sets of a pipeline; does nothing when there are none. */
  public void discard(int pipelineId) {
    DurableFiles.deleteRecursively(root.resolve(Integer.toString(pipelineId)));
  }

  /** Returns the ids of the triggers of which there are files. */
  public List<Integer> triggers(int pipelineId) {
    return DurableFiles.list(root.resolve(Integer.toString(pipelineId))).stream()
        .map(path -> path.getFileName().toString())
        .filter(name -> NUMBER.matcher(name).matches())
        .map(Integer::valueOf)
        .sorted()
        .toList();
  }

  /** Returns how many bytes the files of a trigger take; 0 when there are none. */
  public long size(int pipelineId, int triggerId) {
    long size = 0;
    for (Path file : DurableFiles.list(triggerDirectory(pipelineId, triggerId))) {
      try {
        size += Files.size(file);
      } catch (NoSuchFileException e) {
        LOGGER.debug("{} was cleaned just now", file, e);
      } catch (IOException e) {
        throw DurableFiles.cannotRead(file, e);
      }
    }
    return size;
  }

  /** Deletes a trigger's training set, whole or left by an interruption, if there is one. */
  public void discard(int pipelineId, int triggerId) {
    DurableFiles.deleteRecursively(triggerDirectory(pipelineId, triggerId));
  }

  /** Syncs the directories of a trigger, whose partitions have all been written. */
  public void sync(int pipelineId, int triggerId) {
    Path trigger = triggerDirectory(pipelineId, triggerId);
    if (!DurableFiles.list(trigger).isEmpty()) {
      DurableFiles.syncDirectory(trigger.getParent());
      DurableFiles.syncDirectory(root);
    }
  }

  private Path path(PartitionId partition) {
    return triggerDirectory(partition.pipelineId(), partition.triggerId())
        .resolve(partition.partitionId() + ".training-set");
  }

  private Path triggerDirectory(int pipelineId, int triggerId) {
    return root.resolve(Integer.toString(pipelineId)).resolve(Integer.toString(triggerId));
  }
}
