package org.modyn.supervisor;

import static java.util.Objects.requireNonNull;

import io.grpc.Context;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.modyn.common.error.ModynException;
import org.modyn.proto.supervisor.WatchPipelineResponse;
import org.modyn.supervisor.status.Messages;
import org.modyn.supervisor.status.PipelineEvents;

/** The events of a pipeline until its end. Waits for events until the client cancels the call. */
final class WatchedEvents implements Iterator<WatchPipelineResponse> {
  private static final Duration CLIENT_CHECK_INTERVAL = Duration.ofSeconds(1);

  private final PipelineEvents events;
  private final PipelineEvents.Reader reader;
  private final Context call;
  private final Deque<WatchPipelineResponse> read = new ArrayDeque<>();
  private boolean ended;

  /**
   * @param call the context of the call, which is cancelled when the client disconnects
   */
  WatchedEvents(PipelineEvents events, Context call) {
    this.events = requireNonNull(events, "events is null");
    this.reader = events.reader();
    this.call = requireNonNull(call, "call is null");
  }

  @Override
  public boolean hasNext() {
    try {
      while (read.isEmpty() && !ended && !call.isCancelled()) {
        boolean closed = events.isClosed();
        reader.await(CLIENT_CHECK_INTERVAL).forEach(event -> read.add(Messages.of(event)));
        if (closed && read.isEmpty()) {
          throw ModynException.unavailable(
              "the supervisor is shutting down; the pipeline continues when it is back");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return !read.isEmpty();
  }

  @Override
  public WatchPipelineResponse next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    WatchPipelineResponse event = read.removeFirst();
    ended = event.hasPipelineEnded();
    return event;
  }
}
