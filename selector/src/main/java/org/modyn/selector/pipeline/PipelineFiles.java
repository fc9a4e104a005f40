package org.modyn.selector.pipeline;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.modyn.common.config.pipeline.selection.SelectionStrategyConfig.StorageBackend;
import org.modyn.common.error.ModynException;
import org.modyn.selector.loss.RecordedLosses;
import org.modyn.selector.seen.LocalStorageBackend;
import org.modyn.selector.trainingset.TrainingSetDirectory;

/**
 * The files that a pipeline needs for its next trigger, beside its training sets. For programs that
 * check the directories of a selector that does not run, for example before they copy them.
 *
 * @param lastTrigger the id of the newest trigger; empty before the first one
 * @param samples the number of samples that the pipeline has sent, as far as is known
 */
public record PipelineFiles(
    int pipelineId, Registration registration, OptionalInt lastTrigger, long samples) {
  public PipelineFiles {
    requireNonNull(registration, "registration is null");
    requireNonNull(lastTrigger, "lastTrigger is null");
  }

  /**
   * Returns the file in the directory of the training sets that has the state of the strategy;
   * empty if there is no state, or no trigger yet.
   */
  public Optional<Path> strategyState() {
    if (lastTrigger.isEmpty() || !registration.createStrategy(RecordedLosses.NONE).isStateful()) {
      return Optional.empty();
    }
    return Optional.of(TrainingSetDirectory.strategyStatePath(pipelineId, lastTrigger.getAsInt()));
  }

  /**
   * Checks that the segment files have all samples, and changes nothing. Samples in the database
   * need no files.
   *
   * @param directory the root directory of the storage backend {@code local}
   * @throws ModynException DATA_LOSS, naming the file, when one is missing or damaged
   */
  public void checkSamples(Path directory) {
    if (registration.selectionStrategy().storageBackend() == StorageBackend.LOCAL) {
      LocalStorageBackend.check(
          directory.resolve(Integer.toString(pipelineId)), pipelineId, samples);
    }
  }
}
