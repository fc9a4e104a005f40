package org.modyn.benchmarks.training;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.framework.RecordFiles;
import org.modyn.common.concurrent.Threads;
import org.modyn.common.trainingset.WorkerShare;
import org.modyn.ml.loader.BatchLoader;
import org.modyn.ml.loader.LoadedBatch;
import org.modyn.ml.parser.BytesParser;
import org.modyn.ml.tensor.TensorBatch;

/**
 * The baseline of a {@link BatchLoader}: threads that parse consecutive records of memory-mapped
 * files into batches, without keys, requests or another order. Each thread has an equal share of
 * the samples and reuses its batches; the consumer gets batches from the threads in turn, as from a
 * {@link BatchLoader}.
 */
final class LocalLoader implements AutoCloseable {
  /** Of each thread: one is filled, one is read by the consumer, and two are between them. */
  private static final int BATCHES = 4;

  private final List<Worker> workers;
  private final List<Worker> working;
  private int turn;

  private LocalLoader(List<Worker> workers) {
    this.workers = List.copyOf(workers);
    this.working = new ArrayList<>(workers);
  }

  /**
   * Starts the threads, which begin to load immediately.
   *
   * @param files of records as {@link LocalRecords} reads them
   * @param samples the number of samples to load, the first ones of the files
   * @param workers the number of threads
   */
  static LocalLoader start(
      RecordFiles files, int samples, int workers, int batchSize, BytesParser parser) {
    LocalLoader loader =
        new LocalLoader(
            IntStream.range(0, workers)
                .mapToObj(
                    worker ->
                        new Worker(
                            new LocalRecords(files, batchSize, parser),
                            WorkerShare.of(worker, workers, samples),
                            batchSize,
                            parser))
                .toList());
    loader.workers.forEach(worker -> worker.thread.start());
    return loader;
  }

  /**
   * Returns the next batch, which must be closed before the next call.
   *
   * @return null at the end
   */
  LoadedBatch next() {
    while (!working.isEmpty()) {
      Worker worker = working.get(turn);
      LocalBatch batch = worker.next();
      if (batch.tensors().size() > 0) {
        turn = (turn + 1) % working.size();
        return batch;
      }
      Measurement.await(worker.task);
      working.remove(turn);
      turn = turn == working.size() ? 0 : turn;
    }
    return null;
  }

  @Override
  public void close() {
    workers.forEach(worker -> worker.thread.interrupt());
    for (Worker worker : workers) {
      Threads.join(worker.thread);
    }
  }

  /** A batch that goes back to its thread. */
  private record LocalBatch(TensorBatch tensors, BlockingQueue<LocalBatch> free)
      implements LoadedBatch {
    @Override
    public void close() {
      free.add(this);
    }
  }

  private static final class Worker {
    private final BlockingQueue<LocalBatch> free = new LinkedBlockingQueue<>();
    private final BlockingQueue<LocalBatch> ready = new LinkedBlockingQueue<>();
    private final LocalBatch end;
    private final FutureTask<Void> task;
    private final Thread thread;

    Worker(LocalRecords records, WorkerShare share, int batchSize, BytesParser parser) {
      for (int batch = 0; batch < BATCHES; batch++) {
        free.add(new LocalBatch(new TensorBatch(parser.tensors(), batchSize), free));
      }
      end = new LocalBatch(new TensorBatch(parser.tensors(), 1), free);
      task =
          new FutureTask<>(
              () -> {
                try {
                  load(records, share, batchSize);
                } finally {
                  ready.add(end);
                }
                return null;
              });
      thread = Thread.ofPlatform().daemon().name("local-loader").unstarted(task);
    }

    private void load(LocalRecords records, WorkerShare share, int batchSize)
        throws InterruptedException {
      int last = share.start() + share.size();
      for (int sample = share.start(); sample < last; sample += batchSize) {
        LocalBatch batch = free.take();
        records.read(sample, Math.min(batchSize, last - sample), batch.tensors());
        ready.add(batch);
      }
    }

    /** Returns the next batch; an empty one at the end. */
    LocalBatch next() {
      try {
        return ready.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for a batch", e);
      }
    }
  }
}
