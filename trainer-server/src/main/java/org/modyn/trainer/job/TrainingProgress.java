package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import io.opentelemetry.api.trace.Span;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.loader.SkippedSamples;
import org.modyn.ml.loader.SourceCounts;

/**
 * The progress of a running training, and requests to its thread. One thread writes, any number of
 * threads read.
 */
final class TrainingProgress {
  private static final double NANOSECONDS_PER_SECOND = 1e9;

  private final TrainerMetrics metrics;
  private final AtomicReference<CompletableFuture<Path>> wantedWeights = new AtomicReference<>();
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private final SelectionProgress selection =
      new SelectionProgress("scoring the training set", this::provideWeights);
  private volatile Optional<Supplier<ScoringMeasures>> preparation = Optional.empty();
  private volatile Supplier<Path> weightsWriter =
      () -> {
        throw ModynException.failedPrecondition("the training has not started");
      };
  private volatile Optional<SkippedSamples> skipped = Optional.empty();
  private volatile long batches;
  private volatile long samples;
  private volatile long samplesBefore;
  private SourceCounts loadedBefore = SourceCounts.NONE;
  private SourceCounts loaded = SourceCounts.NONE;
  private volatile OptionalDouble loss = OptionalDouble.empty();
  private volatile List<Double> learningRates = List.of();
  private long startNanos = System.nanoTime();
  private final AtomicReference<Span> firstBatch = new AtomicReference<>(Span.getInvalid());
  private volatile long nanoseconds;
  private volatile long nanosecondsWaited;

  /**
   * @param metrics counts the batches
   */
  TrainingProgress(TrainerMetrics metrics) {
    this.metrics = requireNonNull(metrics, "metrics is null");
  }

  /** Marks the start of the work. Called by the training's thread only. */
  void start() {
    startNanos = System.nanoTime();
  }

  /** Ends a span when the first batch has been trained on, or the training has ended without. */
  void traceFirstBatch(Span untilFirstBatch) {
    firstBatch.set(untilFirstBatch);
  }

  /** Returns the time since the {@linkplain #start start}. For the training's thread only. */
  long nanosecondsSinceStart() {
    return System.nanoTime() - startNanos;
  }

  /** Returns the number of batches trained on. */
  long batches() {
    return batches;
  }

  /** Returns the number of samples trained on; each counts once per epoch. */
  long samples() {
    return samples;
  }

  /**
   * Returns what was loaded to train on, with the samples that downsampling has not selected from
   * its batches. For the training's thread only.
   */
  SourceCounts loaded() {
    return loaded;
  }

  /** Returns the progress of selections. */
  SelectionProgress selection() {
    return selection;
  }

  TrainingMeasures measures() {
    return new TrainingMeasures(
        batches,
        samples,
        loss,
        learningRates,
        nanoseconds == 0 ? 0 : (samples - samplesBefore) / (nanoseconds / NANOSECONDS_PER_SECOND),
        nanosecondsWaited / NANOSECONDS_PER_SECOND,
        preparation.map(Supplier::get).orElseGet(selection::measures),
        Stream.concat(
                notes.stream(), skipped.stream().flatMap(samples -> samples.describe().stream()))
            .toList());
  }

  /**
   * Records a batch. Called by the training's thread only.
   *
   * @param size the number of samples
   * @param nanosecondsFetching the time that the training waited for it
   * @param nanosecondsInAll the time since the first batch was requested
   */
  void countBatch(int size, long nanosecondsFetching, long nanosecondsInAll) {
    samples = samples + size;
    batches = batches + 1;
    endFirstBatch();
    nanosecondsWaited = nanosecondsWaited + nanosecondsFetching;
    nanoseconds = nanosecondsInAll;
    metrics.countBatch(size, nanosecondsFetching);
  }

  private void endFirstBatch() {
    firstBatch.getAndSet(Span.getInvalid()).end();
  }

  /** Records the newest loss that is known. Called by the training's thread only. */
  void setLoss(float batchLoss) {
    loss = OptionalDouble.of(batchLoss);
  }

  /**
   * Records what the source of the batches has loaded. Called by the training's thread only.
   *
   * @param counts since the training was started or resumed
   */
  void countLoaded(SourceCounts counts) {
    loaded = loadedBefore.plus(counts);
  }

  /**
   * Sets the source of the measures while something is prepared that the selections need.
   *
   * @param measures empty when the preparation has ended
   */
  void setPreparation(Optional<Supplier<ScoringMeasures>> measures) {
    preparation = measures;
  }

  /**
   * Returns this progress as that of a preparation of another training.
   *
   * @param activity what this training does
   * @param total the number of samples that it will train on
   */
  ScoringMeasures asPreparation(String activity, long total) {
    TrainingMeasures measures = measures();
    return new ScoringMeasures(
        activity, true, measures.batches(), measures.samples(), total, measures.samplesPerSecond());
  }

  /** Sets the learning rates of the next batch, one per parameter group. */
  void setLearningRates(List<Double> current) {
    learningRates = List.copyOf(current);
  }

  /** Reports a deviation from the request, in one line. */
  void note(String note) {
    notes.add(note);
  }

  /** From now on the notes say which samples are skipped. */
  void noteSkipped(SkippedSamples samples) {
    skipped = Optional.of(samples);
  }

  /** Restores the counts of a checkpoint. */
  void restore(CheckpointState state) {
    samplesBefore = state.samples();
    samples = state.samples();
    batches = state.batches();
    loadedBefore = new SourceCounts(state.loadedBatches(), state.loadedSamples());
    loaded = loadedBefore;
    selection.restore(state.offered(), state.selected());
  }

  /** Sets how the current weights are written on request; they are there from now on. */
  void setWeightsWriter(Supplier<Path> writer) {
    weightsWriter = writer;
  }

  /** Requests the weights, which are written between two batches. */
  CompletableFuture<Path> requestWeights() {
    return wantedWeights.updateAndGet(
        wanted -> wanted == null ? new CompletableFuture<>() : wanted);
  }

  /** Completes a request for the weights, if there is one. Called between two batches. */
  void provideWeights() {
    if (wantedWeights.get() == null) {
      return;
    }
    CompletableFuture<Path> wanted = wantedWeights.getAndSet(null);
    try {
      wanted.complete(weightsWriter.get());
    } catch (ModynException e) {
      wanted.completeExceptionally(e);
    }
  }

  /** Marks the training as ended; pending and later requests fail. */
  void end() {
    endFirstBatch();
    CompletableFuture<Path> wanted = wantedWeights.getAndSet(null);
    if (wanted != null) {
      wanted.completeExceptionally(
          new ModynException(ErrorCategory.FAILED_PRECONDITION, "the training has ended"));
    }
  }
}
