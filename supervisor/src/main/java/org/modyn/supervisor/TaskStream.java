package org.modyn.supervisor;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.grpc.Context;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.WaitLines;
import org.modyn.common.grpc.WaitListener;
import org.modyn.proto.supervisor.PipelineNote;

/**
 * Runs a task on a thread of its own, and returns the responses that it makes as they come. Closing
 * it, or the cancellation of the call, interrupts the task.
 *
 * @param <T> the type of the responses
 */
final class TaskStream<T> implements Iterator<T>, AutoCloseable {
  private static final int CLIENT_CHECK_SECONDS = 1;

  private final Context call;
  private final BlockingQueue<Event<T>> events = new LinkedBlockingQueue<>();
  private final Thread thread;
  private Optional<T> next = Optional.empty();
  private boolean ended;

  /** What the thread reports. */
  private sealed interface Event<T> {}

  private record Response<T>(T response) implements Event<T> {}

  /**
   * The last event.
   *
   * @param failure empty on success
   */
  private record End<T>(Optional<RuntimeException> failure) implements Event<T> {}

  /**
   * @param name of the thread
   * @param call the context of the call, which is cancelled when the client disconnects
   * @param task receives the consumer of its responses
   * @param note makes a response of a line that says what the task waits for
   * @param onEnd is run when the task has ended
   */
  TaskStream(
      String name,
      Context call,
      Consumer<Consumer<T>> task,
      Function<PipelineNote, T> note,
      Runnable onEnd) {
    this.call = requireNonNull(call, "call is null");
    requireNonNull(task, "task is null");
    requireNonNull(onEnd, "onEnd is null");
    WaitListener waiting =
        new WaitLines(line -> add(note.apply(PipelineNote.newBuilder().setText(line).build())));
    this.thread =
        Thread.ofVirtual()
            .name(name)
            .unstarted(
                () -> {
                  try {
                    run(task, waiting);
                  } finally {
                    onEnd.run();
                  }
                });
    this.thread.start();
  }

  private void run(Consumer<Consumer<T>> task, WaitListener waiting) {
    Optional<RuntimeException> failure = Optional.empty();
    try {
      Context.ROOT.withValue(GrpcClient.WAIT_LISTENER, waiting).run(() -> task.accept(this::add));
    } catch (RuntimeException e) {
      failure = Optional.of(e);
    }
    events.add(new End<>(failure));
  }

  private void add(T response) {
    events.add(new Response<>(response));
  }

  @Override
  public boolean hasNext() {
    try {
      while (next.isEmpty() && !ended && !call.isCancelled()) {
        switch (events.poll(CLIENT_CHECK_SECONDS, SECONDS)) {
          case null -> {}
          case Response<T>(T response) -> next = Optional.of(response);
          case End<T>(Optional<RuntimeException> failure) -> {
            ended = true;
            failure.ifPresent(
                error -> {
                  throw error;
                });
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModynException(ErrorCategory.CANCELLED, "interrupted: " + thread.getName(), e);
    }
    return next.isPresent();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    T response = next.orElseThrow();
    next = Optional.empty();
    return response;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
