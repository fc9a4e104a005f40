package org.modyn.ml.loader;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcErrors;

/**
 * Batches on their way from the workers to the consumer and back: for each worker a pool of empty
 * batches, which bounds memory, and a queue of filled ones. A failure of any worker, or the end of
 * it all, wakes everybody.
 */
final class BatchExchange {
  /**
   * The maximum number of end-of-epoch markers that a worker may be ahead; bounds the queue of a
   * worker without keys.
   */
  private static final int MAXIMUM_PENDING_ENDS = 2;

  /**
   * An element of a worker's queue.
   *
   * @param batch null at the end of an epoch
   */
  private record Ready(Batch batch) {}

  private static final class Lane {
    private final ArrayDeque<Batch> free = new ArrayDeque<>();
    private final ArrayDeque<Ready> ready = new ArrayDeque<>();
    private int made;
    private int pendingEnds;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Lane> lanes = new ArrayList<>();
  private final int batchesPerWorker;
  private Throwable failure;
  private boolean stopped;

  BatchExchange(int workers, int batchesPerWorker) {
    this.batchesPerWorker = batchesPerWorker;
    for (int worker = 0; worker < workers; worker++) {
      lanes.add(new Lane());
    }
  }

  /** An empty batch; blocks until there is one. */
  Batch takeFree(int worker, Supplier<Batch> factory) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Lane lane = lanes.get(worker);
      while (!stopped && lane.free.isEmpty() && lane.made == batchesPerWorker) {
        changed.await();
      }
      checkRunning();
      if (!lane.free.isEmpty()) {
        return lane.free.pop();
      }
      lane.made++;
    } finally {
      lock.unlock();
    }
    return factory.get();
  }

  void putReady(int worker, Batch batch) throws InterruptedException {
    put(worker, new Ready(batch));
  }

  /**
   * Marks the end of a worker's epoch: all of its batches have been put. Blocks while the consumer
   * is too far behind.
   */
  void endEpoch(int worker) throws InterruptedException {
    put(worker, new Ready(null));
  }

  private void put(int worker, Ready ready) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Lane lane = lanes.get(worker);
      while (!stopped && ready.batch() == null && lane.pendingEnds == MAXIMUM_PENDING_ENDS) {
        changed.await();
      }
      checkRunning();
      if (ready.batch() == null) {
        lane.pendingEnds++;
      }
      lane.ready.add(ready);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next batch of a worker, or null at the end of its epoch; blocks until there is one.
   *
   * @throws ModynException any error of a worker; CANCELLED after {@link #stop}
   */
  Batch takeReady(int worker) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Lane lane = lanes.get(worker);
      while (!stopped && lane.ready.isEmpty()) {
        changed.await();
      }
      checkRunning();
      Ready ready = lane.ready.remove();
      if (ready.batch() == null) {
        lane.pendingEnds--;
        changed.signalAll();
      }
      return ready.batch();
    } finally {
      lock.unlock();
    }
  }

  void release(int worker, Batch batch) {
    lock.lock();
    try {
      lanes.get(worker).free.push(batch);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends it all with an error; the first one counts, later ones are added to it as suppressed. */
  void fail(Throwable error) {
    lock.lock();
    try {
      boolean first = !stopped;
      stopped = true;
      changed.signalAll();
      if (first) {
        failure = error;
      } else if (failure != null && failure != error) {
        failure.addSuppressed(error);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends it all without an error. */
  void stop() {
    lock.lock();
    try {
      stopped = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isStopped() {
    lock.lock();
    try {
      return stopped;
    } finally {
      lock.unlock();
    }
  }

  private void checkRunning() {
    if (failure != null) {
      throw GrpcErrors.toModynException("loader", failure);
    }
    if (stopped) {
      throw new ModynException(ErrorCategory.CANCELLED, "the loader was closed");
    }
  }
}
