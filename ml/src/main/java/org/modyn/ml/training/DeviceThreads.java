package org.modyn.ml.training;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Threads for the work on devices, one for each device, because the engine's calls block, and its
 * {@linkplain org.modyn.ml.tensor.GradientMode gradient mode} is that of a thread. Tasks of a
 * thread run in the order in which they are submitted.
 */
final class DeviceThreads implements AutoCloseable {
  private final List<ExecutorService> threads;

  /**
   * Creates threads, which start with their first task.
   *
   * @param names one for each thread
   */
  DeviceThreads(List<String> names) {
    threads =
        names.stream()
            .map(
                name ->
                    Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name(name).factory()))
            .toList();
  }

  /** Submits a task to one of the threads. */
  <T> Future<T> submit(int thread, Callable<T> task) {
    return threads.get(thread).submit(task);
  }

  /**
   * Waits until all tasks have ended, also when the calling thread is interrupted, because they use
   * memory that the caller frees.
   *
   * @return their results
   * @throws RuntimeException that of the first task that has failed
   */
  static <T> List<T> join(List<Future<T>> tasks) {
    List<T> results = new ArrayList<>();
    Throwable failure = null;
    boolean interrupted = false;
    for (Future<T> task : tasks) {
      while (true) {
        try {
          results.add(task.get());
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          failure = failure == null ? e.getCause() : failure;
          break;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw unchecked(failure);
    }
    return results;
  }

  /**
   * Returns the failure of a task that throws no checked exceptions; throws it if it is an error.
   */
  static RuntimeException unchecked(Throwable failure) {
    return switch (failure) {
      case RuntimeException exception -> exception;
      case Error error -> throw error;
      default -> new IllegalStateException("a task on a device failed", failure);
    };
  }

  /** Waits for the tasks and ends the threads. */
  @Override
  public void close() {
    threads.forEach(ExecutorService::close);
  }
}
