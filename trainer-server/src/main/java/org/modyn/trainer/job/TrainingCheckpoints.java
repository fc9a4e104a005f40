package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.ml.training.Checkpoint;
import org.modyn.ml.training.TrainingSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one training: files {@code
 * <path>/pipeline_<id>/trigger_<id>/model_<batches>.safetensors} with weights, the optimizers'
 * states, and a {@link CheckpointState}. A file is there whole or not at all.
 *
 * <p>A training that is started again, after its server was killed, goes on from its newest
 * checkpoint, if that has the same identity: model, optimizers, seed, number of samples and all
 * else that a request says of the result. The result is that of an undisturbed run, bit for bit.
 * Other samples of the same number are not noticed.
 */
final class TrainingCheckpoints {
  private static final Logger log = LoggerFactory.getLogger(TrainingCheckpoints.class);
  private static final Pattern NAME = Pattern.compile("model_(\\d{1,18})\\.safetensors");
  private static final String STATE = "training";

  private final Checkpointing checkpointing;
  private final Path folder;
  private final String identity;

  /** A checkpoint that a training can go on from. */
  record Found(Path file, CheckpointState state) {}

  /**
   * @param identity a text that differs when the result of the training may
   */
  TrainingCheckpoints(
      Checkpointing checkpointing, TrainingSpecification specification, String identity) {
    this.checkpointing = requireNonNull(checkpointing, "checkpointing is null");
    this.identity = requireNonNull(identity, "identity is null");
    folder =
        checkpointing
            .path()
            .resolve("pipeline_" + specification.pipelineId())
            .resolve("trigger_" + specification.triggerId());
  }

  String identity() {
    return identity;
  }

  /** Whether a checkpoint is due after so many batches. */
  boolean isDueAfter(long batches) {
    return batches % checkpointing.interval() == 0;
  }

  /**
   * Writes a checkpoint, and deletes the oldest ones of this training beyond those that stay.
   *
   * @throws ModynException RESOURCE_EXHAUSTED when it cannot be written
   */
  void write(TrainingSession session, CheckpointState state) {
    DurableFiles.createDirectories(folder);
    Path file = folder.resolve("model_" + state.batches() + ".safetensors");
    Path unfinished = folder.resolve(file.getFileName() + ".unfinished");
    session.write(unfinished, Map.of(STATE, ConfigLoader.toJson(state)));
    try {
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(file, e);
    }
    DurableFiles.syncDirectory(folder);
    if (checkpointing.kept() > 0) {
      newestFirst().stream().skip(checkpointing.kept()).forEach(DurableFiles::delete);
    }
  }

  /**
   * The newest checkpoint of this training; damaged ones, and those of other trainings that had the
   * same ids, are passed over.
   */
  Optional<Found> newest() {
    for (Path file : newestFirst()) {
      try {
        CheckpointState state =
            ConfigLoader.parseSection(
                STATE, Checkpoint.metadata(file).getOrDefault(STATE, ""), CheckpointState.class);
        if (state.identity().equals(identity)) {
          return Optional.of(new Found(file, state));
        }
        log.info("The checkpoint {} is of another training", file);
      } catch (ModynException e) {
        if (e.category() != ErrorCategory.DATA_LOSS
            && e.category() != ErrorCategory.INVALID_ARGUMENT) {
          throw e;
        }
        log.warn("The checkpoint {} is passed over: {}", file, e.getMessage());
      }
    }
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
