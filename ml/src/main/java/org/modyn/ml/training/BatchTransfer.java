package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.modyn.common.concurrent.Threads;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.loader.BatchSource;
import org.modyn.ml.loader.LoadedBatch;
import org.modyn.ml.loader.SourceCounts;
import org.modyn.ml.loader.SourceState;
import org.modyn.ml.tensor.TensorBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uploads the next batch while the device computes on the one before, on a thread of its own. Use
 * it for devices with memory of their own. A batch goes back to its source as soon as it is copied;
 * its keys, labels and weights are kept in the memory of the machine. {@value #SLOTS} batches are
 * on the device at a time. At the end of an epoch the transfer waits until the next one is
 * requested.
 *
 * <p>The memory of batches is outside of the heap, so that it is copied only once in the process.
 * It is not page-locked, and there is no stream for the copies, because DJL has calls for neither:
 * the driver copies through a buffer of its own, and after the computations that were submitted
 * before. What the transfer hides is the time that the host needs for reading, checking and
 * staging.
 *
 * <p>An error of the source is thrown where its batch would have been returned.
 */
final class BatchTransfer implements DeviceBatches {
  private static final int SLOTS = 2;
  private static final Logger log = LoggerFactory.getLogger(BatchTransfer.class);

  private final BatchSource source;
  private final Uploader uploader;
  private final BlockingQueue<Slot> free = new ArrayBlockingQueue<>(SLOTS);
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Semaphore requestedEpochs = new Semaphore(1);
  private final Thread thread;
  private Returned last;
  private boolean atEnd;
  private long nanosecondsWaited;

  /** Copies batches to their devices, on the thread of the transfer. */
  interface Uploader {
    /**
     * @param batch is reused when this method has returned
     * @param samples a copy of the batch's keys, labels and weights
     * @param whenClosed to be called when the result is closed
     */
    DeviceBatch upload(TensorBatch batch, TensorBatch samples, Runnable whenClosed);
  }

  /** What the host keeps of a batch, to be reused. */
  private static final class Slot {
    private TensorBatch samples = new TensorBatch(List.of(), 1);

    TensorBatch copy(TensorBatch batch) {
      if (samples.capacity() < batch.size()) {
        samples = new TensorBatch(List.of(), batch.capacity());
      }
      samples.copySamples(batch);
      return samples;
    }
  }

  /** What the source has returned or thrown. */
  private sealed interface Event {}

  /**
   * A batch, or the end of an epoch, and the state of the source after that.
   *
   * @param batch empty at the end of an epoch
   */
  private record Returned(
      Optional<DeviceBatch> batch, int epoch, SourceState state, SourceCounts counts)
      implements Event {}

  /** An error, after which nothing follows. */
  private record Failed(Throwable error) implements Event {}

  private BatchTransfer(BatchSource source, Uploader uploader) {
    this.source = requireNonNull(source, "source is null");
    this.uploader = requireNonNull(uploader, "uploader is null");
    for (int slot = 0; slot < SLOTS; slot++) {
      free.add(new Slot());
    }
    last = returned(Optional.empty());
    thread = Thread.ofPlatform().daemon().name("batch-transfer").unstarted(this::run);
  }

  /** Starts to read the source, which no one else may use until this transfer is closed. */
  static BatchTransfer start(BatchSource source, Uploader uploader) {
    BatchTransfer transfer = new BatchTransfer(source, uploader);
    transfer.thread.start();
    return transfer;
  }

  private void run() {
    try {
      while (true) {
        requestedEpochs.acquire();
        transferEpoch();
      }
    } catch (InterruptedException e) {
      log.debug("The transfer was closed", e);
    } catch (RuntimeException | Error e) {
      events.add(new Failed(e));
    }
  }

  private void transferEpoch() throws InterruptedException {
    Optional<DeviceBatch> batch;
    do {
      Slot slot = free.take();
      batch = Optional.ofNullable(transfer(slot));
      if (batch.isEmpty()) {
        free.add(slot);
      }
      events.add(returned(batch));
    } while (batch.isPresent());
  }

  private DeviceBatch transfer(Slot slot) {
    try (LoadedBatch loaded = source.next()) {
      return loaded == null
          ? null
          : uploader.upload(loaded.tensors(), slot.copy(loaded.tensors()), () -> free.add(slot));
    }
  }

  private Returned returned(Optional<DeviceBatch> batch) {
    return new Returned(batch, source.epoch(), source.state(), source.counts());
  }

  @Override
  public DeviceBatch next() {
    if (atEnd) {
      atEnd = false;
      requestedEpochs.release();
    }
    return switch (take()) {
      case Returned returned -> {
        last = returned;
        atEnd = returned.batch().isEmpty();
        yield returned.batch().orElse(null);
      }
      case Failed failed -> {
        events.add(failed);
        throw DeviceThreads.unchecked(failed.error());
      }
    };
  }

  private Event take() {
    long start = System.nanoTime();
    try {
      return events.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModynException(
          ErrorCategory.CANCELLED, "interrupted while waiting for a batch of samples", e);
    } finally {
      nanosecondsWaited += System.nanoTime() - start;
    }
  }

  @Override
  public long nanosecondsWaited() {
    return nanosecondsWaited;
  }

  @Override
  public int epoch() {
    return last.epoch();
  }

  @Override
  public SourceState state() {
    return last.state();
  }

  @Override
  public SourceCounts counts() {
    return last.counts();
  }

  /**
   * Ends the transfer, also in the middle of an epoch, and frees the batches that were not used.
   */
  @Override
  public void close() {
    thread.interrupt();
    Threads.join(thread);
    for (Event event : events) {
      if (event instanceof Returned returned) {
        returned.batch().ifPresent(DeviceBatch::close);
      }
    }
    events.clear();
  }
}
