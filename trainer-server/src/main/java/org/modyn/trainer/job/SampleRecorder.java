package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Optional;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.trained.TrainedSamplesWriter;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.training.StepObserver;
import org.modyn.ml.training.TrainingSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the samples that a training trains on, if it is configured to ({@code
 * training.record_samples}). Otherwise it does nothing.
 *
 * <p>The file of a training that can resume from checkpoints is beside these, so that it survives
 * the server. A training that resumes continues the file after the samples of its checkpoint, so
 * that the file equals that of an undisturbed training.
 */
final class SampleRecorder implements StepObserver, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SampleRecorder.class);

  private final Optional<Path> file;
  private final Optional<TrainedSamplesWriter> writer;
  private final boolean outlivesServer;
  private MemorySegment ones = MemorySegment.NULL;
  private int epoch;
  private boolean finished;

  private SampleRecorder(
      Optional<Path> file, Optional<TrainedSamplesWriter> writer, boolean outlivesServer) {
    this.file = requireNonNull(file, "file is null");
    this.writer = requireNonNull(writer, "writer is null");
    this.outlivesServer = outlivesServer;
  }

  /**
   * Creates the file of a training, or continues it.
   *
   * @param temporaryFile the file of a training that cannot resume
   * @param checkpoints those of the training
   * @param checkpoint the checkpoint to resume from, if there is one
   * @return a recorder whose {@link #samples} are those of the checkpoint, or 0 if the training has
   *     to start from the beginning because its file is missing or damaged
   */
  static SampleRecorder open(
      TrainingSpecification specification,
      Path temporaryFile,
      Optional<TrainingCheckpoints> checkpoints,
      Optional<TrainingCheckpoints.Found> checkpoint) {
    if (!specification.recordSamples()) {
      return new SampleRecorder(Optional.empty(), Optional.empty(), false);
    }
    Optional<Path> lasting = checkpoints.flatMap(TrainingCheckpoints::samplesFile);
    Path file = lasting.orElse(temporaryFile);
    DurableFiles.createDirectories(file.getParent());
    int pipelineId = specification.pipelineId();
    int triggerId = specification.triggerId();
    TrainedSamplesWriter writer =
        checkpoint
            .flatMap(found -> resume(file, specification, found))
            .orElseGet(() -> TrainedSamplesWriter.create(file, pipelineId, triggerId));
    return new SampleRecorder(Optional.of(file), Optional.of(writer), lasting.isPresent());
  }

  private static Optional<TrainedSamplesWriter> resume(
      Path file, TrainingSpecification specification, TrainingCheckpoints.Found checkpoint) {
    long samples = checkpoint.state().recordedSamples();
    Optional<TrainedSamplesWriter> resumed =
        TrainedSamplesWriter.resume(
            file, specification.pipelineId(), specification.triggerId(), samples);
    if (resumed.isEmpty()) {
      log.warn(
          "The training of {} starts from the beginning: {} does not have the {} samples of"
              + " checkpoint {}",
          specification,
          file,
          samples,
          checkpoint.file());
    }
    return resumed;
  }

  /** Records the samples of all further steps. */
  void observe(TrainingSession session) {
    if (writer.isPresent()) {
      session.setObserver(this);
    }
  }

  void beginEpoch(int number) {
    epoch = number;
  }

  @Override
  public void observe(TensorBatch batch, MemorySegment losses, MemorySegment gradientNorms) {
    writer
        .orElseThrow()
        .add(epoch, batch.size(), batch.keys(), weights(batch), losses, gradientNorms);
  }

  private MemorySegment weights(TensorBatch batch) {
    if (batch.isWeighted()) {
      return batch.weights();
    }
    if (ones.byteSize() < (long) batch.capacity() * Float.BYTES) {
      ones = Arena.ofAuto().allocate(ValueLayout.JAVA_FLOAT, batch.capacity());
      for (int index = 0; index < batch.capacity(); index++) {
        ones.setAtIndex(ValueLayout.JAVA_FLOAT, index, 1);
      }
    }
    return ones;
  }

  /** The number of samples that have been recorded. */
  long samples() {
    return writer.map(TrainedSamplesWriter::samples).orElse(0L);
  }

  /**
   * Syncs the file, so that a training can resume from a checkpoint with the current number of
   * {@link #samples}.
   */
  void sync() {
    writer.ifPresent(TrainedSamplesWriter::sync);
  }

  /**
   * Completes the file.
   *
   * @return empty if the training records no samples
   * @throws ModynException as {@link DurableFiles#cannotWrite}
   */
  Optional<Path> finish() {
    sync();
    finished = true;
    return file;
  }

  /** Closes the file; deletes it if it is incomplete and no training can continue it. */
  @Override
  public void close() {
    writer.ifPresent(TrainedSamplesWriter::close);
    if (!finished && !outlivesServer) {
      file.ifPresent(DurableFiles::delete);
    }
  }
}
