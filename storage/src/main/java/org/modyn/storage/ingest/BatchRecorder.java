package org.modyn.storage.ingest;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.database.DatabaseFailures;
import org.modyn.storage.database.NewFile;
import org.modyn.storage.dataset.Dataset;
import org.modyn.storage.ingest.IngestServices.BatchLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Groups files into batches and records each in one transaction while the next one is filled; at
 * most two batches are in memory. Used by one thread.
 */
final class BatchRecorder implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BatchRecorder.class);

  private final Dataset dataset;
  private final IngestServices services;
  private final RecordingGate gate;
  private final long term;
  private final ParallelFileReader reader;
  private final Supplier<Optional<byte[]>> pending;
  private List<NewFile> batch = new ArrayList<>();
  private long samples;
  private Optional<Future<?>> recording = Optional.empty();

  /**
   * @param reader the reader of the files, which is notified when they are recorded
   * @param pending the pending files to store with a batch
   */
  BatchRecorder(
      Dataset dataset,
      IngestServices services,
      RecordingGate gate,
      long term,
      ParallelFileReader reader,
      Supplier<Optional<byte[]>> pending) {
    this.dataset = requireNonNull(dataset, "dataset is null");
    this.services = requireNonNull(services, "services is null");
    this.gate = requireNonNull(gate, "gate is null");
    this.term = term;
    this.reader = requireNonNull(reader, "reader is null");
    this.pending = requireNonNull(pending, "pending is null");
  }

  /**
   * Adds a file. When this completes a batch, it is recorded after the previous batch.
   *
   * @throws CancellationException when recording was stopped
   * @throws ModynException when the previous batch could not be recorded
   */
  void add(NewFile file) throws InterruptedException {
    batch.add(file);
    samples += file.records().size();
    BatchLimits limits = services.batches();
    if (batch.size() >= limits.files() || samples >= limits.samples()) {
      send();
    }
  }

  /** Records the remaining files and waits until all files are recorded. */
  void finish() throws InterruptedException {
    if (!batch.isEmpty()) {
      send();
    }
    await();
  }

  /** Waits until the current batch is recorded. */
  @Override
  public void close() {
    recording.ifPresent(
        running -> {
          try {
            running.get();
          } catch (ExecutionException e) {
            log.debug("Recording files of the dataset {} failed", dataset.name(), e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void send() throws InterruptedException {
    await();
    List<NewFile> files = batch;
    long samplesOfFiles = samples;
    Optional<byte[]> pendingNow = pending.get();
    batch = new ArrayList<>();
    samples = 0;
    recording =
        Optional.of(services.threads().record(() -> record(files, samplesOfFiles, pendingNow)));
  }

  private void await() throws InterruptedException {
    if (recording.isEmpty()) {
      return;
    }
    Future<?> running = recording.get();
    recording = Optional.empty();
    try {
      running.get();
    } catch (ExecutionException e) {
      throw switch (e.getCause()) {
        case CancellationException cancelled -> cancelled;
        case ModynException known -> new ModynException(known.category(), known.getMessage(), e);
        case Throwable other ->
            DatabaseFailures.in(other)
                .orElseGet(
                    () ->
                        new ModynException(
                            ErrorCategory.INTERNAL, "cannot record files: " + other, e));
      };
    }
  }

  private void record(List<NewFile> files, long samplesOfFiles, Optional<byte[]> pendingNow) {
    boolean recorded =
        gate.ifOpen(
            () ->
                services
                    .files()
                    .record(term, dataset.id(), dataset.definition(), files, pendingNow));
    if (!recorded) {
      throw new CancellationException(
          "the dataset %s is no longer watched".formatted(dataset.name()));
    }
    services.catalog().refresh(dataset);
    reader.release(files.size(), samplesOfFiles);
    log.info(
        "Ingested {} files with {} samples into the dataset {}",
        files.size(),
        samplesOfFiles,
        dataset.name());
  }
}
