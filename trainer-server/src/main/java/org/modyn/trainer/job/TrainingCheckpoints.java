package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.ml.loader.SourceState;
import org.modyn.ml.training.Checkpoint;
import org.modyn.ml.training.TrainingSession;
import org.modyn.ml.weights.NamedTensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one training: files {@code
 * <path>/pipeline_<id>/trigger_<id>/model_<batches>.safetensors} with weights, the optimizers'
 * states, and a {@link CheckpointState}. Files are written atomically.
 *
 * <p>A training that is started again after its server was killed resumes from its newest
 * checkpoint. The result is that of an undisturbed run, bit for bit. A checkpoint belongs to a
 * training if it has the training's identity, which contains the id of the request and the time at
 * which the selector made the training set: a retry of the same training repeats both, and no other
 * training has them. So files that an earlier pipeline left in the directory are never resumed
 * from, nor are those of a trigger that is computed again because a backup was restored. A training
 * without a request id never resumes.
 */
final class TrainingCheckpoints {
  private static final Logger log = LoggerFactory.getLogger(TrainingCheckpoints.class);
  private static final Pattern NAME = Pattern.compile("model_(\\d{1,18})\\.safetensors");
  private static final Pattern UNFINISHED =
      Pattern.compile(NAME.pattern() + "(\\.[0-9a-f-]{36})?\\.unfinished");
  private static final Pattern DELETABLE =
      Pattern.compile(NAME.pattern() + "|" + UNFINISHED.pattern() + "|[0-9a-f-]{36}\\.samples");
  private static final Pattern TRIGGER = Pattern.compile("trigger_\\d+");
  private static final String IDENTITY = "identity";
  private static final String STATE = "training";

  private final Checkpointing checkpointing;
  private final Path folder;
  private final String identity;
  private final boolean isResumable;

  /** A checkpoint that a training can resume from. */
  record Found(Path file, CheckpointState state) {
    /**
     * Returns the state of the training's batches.
     *
     * @throws ModynException DATA_LOSS when the file is damaged
     */
    SourceState sourceState() {
      return new SourceState(state.position(), state.selections(), Checkpoint.selection(file));
    }
  }

  /**
   * @param identity a text that is unique to the training
   */
  TrainingCheckpoints(
      Checkpointing checkpointing, TrainingSpecification specification, String identity) {
    this.checkpointing = requireNonNull(checkpointing, "checkpointing is null");
    this.identity = requireNonNull(identity, "identity is null");
    isResumable = checkpointing.resumable() && !specification.requestId().isEmpty();
    folder =
        folderOf(checkpointing.path(), specification.pipelineId())
            .resolve("trigger_" + specification.triggerId());
  }

  private static Path folderOf(Path path, int pipelineId) {
    return path.resolve("pipeline_" + pipelineId);
  }

  /**
   * Deletes the checkpoints of all trainings of a pipeline, with the files of their trained
   * samples, and the folders that are empty then. Other files are kept.
   *
   * @param path the directory for checkpoints in the pipeline file
   * @return the number of deleted files
   */
  static int deleteAll(Path path, int pipelineId) {
    int deleted = 0;
    Path pipeline = folderOf(path, pipelineId);
    if (!Files.isDirectory(pipeline)) {
      return deleted;
    }
    for (Path trigger : DurableFiles.list(pipeline)) {
      if (!TRIGGER.matcher(trigger.getFileName().toString()).matches()) {
        continue;
      }
      for (Path file : DurableFiles.list(trigger)) {
        if (DELETABLE.matcher(file.getFileName().toString()).matches()) {
          DurableFiles.delete(file);
          deleted++;
        }
      }
      deleteIfEmpty(trigger);
    }
    deleteIfEmpty(pipeline);
    return deleted;
  }

  private static void deleteIfEmpty(Path folder) {
    if (DurableFiles.list(folder).isEmpty()) {
      DurableFiles.delete(folder);
    }
  }

  /**
   * Returns the file of trained samples of a training that can resume, named after its identity;
   * empty if the training cannot resume.
   */
  Optional<Path> samplesFile() {
    if (!isResumable) {
      return Optional.empty();
    }
    UUID name = UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8));
    return Optional.of(folder.resolve(name + ".samples"));
  }

  /** Returns whether a checkpoint is due after the given number of batches. */
  boolean isDueAfter(long batches) {
    return batches % checkpointing.interval() == 0;
  }

  /**
   * Writes a checkpoint, and deletes the oldest checkpoints of this training beyond the number to
   * keep. Files of other trainings are kept, except for one with the same name.
   *
   * @param selection samples that downsampling has selected and that are still to be trained on
   * @throws ModynException RESOURCE_EXHAUSTED when it cannot be written
   */
  void write(TrainingSession session, CheckpointState state, List<NamedTensor> selection) {
    DurableFiles.createDirectories(folder);
    deleteUnfinished();
    Path file = folder.resolve("model_" + state.batches() + ".safetensors");
    // a name that no one can guess, and make a link of: others may write to the directory
    Path unfinished = folder.resolve(file.getFileName() + "." + UUID.randomUUID() + ".unfinished");
    try {
      if (checkpointing.resumable()) {
        session.write(
            unfinished, selection, Map.of(IDENTITY, identity, STATE, ConfigLoader.toJson(state)));
      } else {
        session.writeModel(unfinished, Map.of(IDENTITY, identity));
      }
      DurableFiles.syncFile(unfinished);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(file, e);
    } finally {
      // a disk that is full has no room for half a checkpoint
      DurableFiles.delete(unfinished);
    }
    DurableFiles.syncDirectory(folder);
    if (checkpointing.kept() > 0) {
      newestFirst().stream()
          .filter(written -> metadata(written).isPresent())
          .skip(checkpointing.kept())
          .toList()
          .forEach(DurableFiles::delete);
    }
  }

  /** A server that was killed may have left one. */
  private void deleteUnfinished() {
    DurableFiles.list(folder).stream()
        .filter(file -> UNFINISHED.matcher(file.getFileName().toString()).matches())
        .forEach(DurableFiles::delete);
  }

  /**
   * Returns the newest checkpoint of this training. Damaged checkpoints, and those of other
   * trainings with the same ids, are skipped.
   */
  Optional<Found> newest() {
    if (!isResumable) {
      return Optional.empty();
    }
    return newestFirst().stream()
        .flatMap(file -> stateOf(file).map(state -> new Found(file, state)).stream())
        .findFirst();
  }

  /** Returns empty if the file is damaged, of another training, or has the model only. */
  private Optional<CheckpointState> stateOf(Path file) {
    try {
      return metadata(file)
          .flatMap(metadata -> Optional.ofNullable(metadata.get(STATE)))
          .map(state -> ConfigLoader.parseSection(STATE, state, CheckpointState.class));
    } catch (ModynException e) {
      return passedOver(file, e);
    }
  }

  /** Returns empty if the file is damaged or of another training. */
  private Optional<Map<String, String>> metadata(Path file) {
    try {
      return Optional.of(Checkpoint.metadata(file))
          .filter(metadata -> identity.equals(metadata.get(IDENTITY)));
    } catch (ModynException e) {
      return passedOver(file, e);
    }
  }

  private static <T> Optional<T> passedOver(Path file, ModynException failure) {
    if (failure.category() != ErrorCategory.DATA_LOSS
        && failure.category() != ErrorCategory.INVALID_ARGUMENT) {
      throw failure;
    }
    log.warn("Skipping checkpoint {}: {}", file, failure.getMessage());
    return Optional.empty();
  }

  private List<Path> newestFirst() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    return DurableFiles.list(folder).stream()
        .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
        .sorted(Comparator.comparingLong(TrainingCheckpoints::batches).reversed())
        .toList();
  }

  private static long batches(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    if (!name.matches()) {
      throw new IllegalArgumentException(file + " is no checkpoint");
    }
    return Long.parseLong(name.group(1));
  }
}
