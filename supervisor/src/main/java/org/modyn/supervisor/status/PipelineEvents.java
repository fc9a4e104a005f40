package org.modyn.supervisor.status;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.modyn.supervisor.event.PipelineEvent;
import org.modyn.supervisor.event.PipelineEvent.BatchStarted;
import org.modyn.supervisor.event.PipelineEvent.DataAdvanced;
import org.modyn.supervisor.event.PipelineEvent.Ended;
import org.modyn.supervisor.event.PipelineEvent.Note;
import org.modyn.supervisor.event.PipelineEvent.SamplesFetched;
import org.modyn.supervisor.event.PipelineEvent.SamplesProcessed;
import org.modyn.supervisor.event.PipelineEvent.StageStarted;
import org.modyn.supervisor.event.PipelineEvent.TrainingAdvanced;

/**
 * The events of one pipeline, from its start. Thread safe.
 *
 * <p>Memory grows with the number of triggers and evaluations, not with samples or time: a progress
 * event replaces the previous one of the same kind, unless another event came in between. A client
 * that has read the previous one also receives the new one, and the increments of a counter that a
 * client receives always add up to the counter's value.
 */
public final class PipelineEvents {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Entry> entries = new ArrayList<>();
  private long nextSequence;
  private int counted;
  private Optional<Ended> ended = Optional.empty();
  private boolean closed;

  /** Adds an event, unless the pipeline has ended. May be called by any thread. */
  public void add(PipelineEvent event) {
    lock.lock();
    try {
      if (ended.isPresent()) {
        if (event instanceof Note) {
          return;
        }
        throw new IllegalStateException("the pipeline has ended");
      }
      count(event);
      Optional<String> key = progressKey(event);
      key.ifPresent(this::removeEarlier);
      entries.add(new Entry(nextSequence++, event, key, counted));
      if (event instanceof Ended end) {
        ended = Optional.of(end);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends all readers: the supervisor shuts down while the pipeline runs. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether no further events follow although the pipeline has not ended. */
  public boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Returns how the pipeline ended; empty while it runs. */
  public Optional<Ended> ended() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  /** Returns a new reader, positioned at the first event. */
  public Reader reader() {
    return new Reader();
  }

  private void count(PipelineEvent event) {
    if (event instanceof SamplesFetched) {
      counted = 0;
    } else if (event instanceof BatchStarted batch) {
      counted += batch.samples();
    }
  }

  /** Removes the event with this key from the trailing progress events, whose keys are unique. */
  private void removeEarlier(String key) {
    for (int index = entries.size() - 1; index >= 0; index--) {
      Optional<String> other = entries.get(index).progressKey();
      if (other.isEmpty()) {
        return;
      }
      if (other.get().equals(key)) {
        entries.remove(index);
        return;
      }
    }
  }

  /** Returns the subject of a progress event; empty for events that are always kept. */
  private static Optional<String> progressKey(PipelineEvent event) {
    return switch (event) {
      case StageStarted started when started.triggerId().isEmpty() ->
          Optional.of("stage/" + started.stage());
      case SamplesFetched _ -> Optional.of("fetched");
      case BatchStarted _ -> Optional.of("batch");
      case SamplesProcessed _ -> Optional.of("processed");
      case TrainingAdvanced training -> Optional.of("training/" + training.trainingId());
      case DataAdvanced _ -> Optional.of("data");
      default -> Optional.empty();
    };
  }

  /**
   * @param counted the value of the counter after the event
   */
  private record Entry(
      long sequence, PipelineEvent event, Optional<String> progressKey, int counted) {}

  /** Reads each event once, in order. Not thread safe; each client has its own reader. */
  public final class Reader {
    private long lastSequence = -1;
    private int delivered;
    private boolean counterOpen;

    private Reader() {}

    /** Returns the events since the last call, without waiting. */
    public List<PipelineEvent> poll() {
      lock.lock();
      try {
        List<PipelineEvent> events = new ArrayList<>();
        for (int index = firstUnread(); index < entries.size(); index++) {
          deliver(entries.get(index), events);
        }
        return events;
      } finally {
        lock.unlock();
      }
    }

    /** Waits until there are events or the timeout expires, then returns {@link #poll}. */
    public List<PipelineEvent> await(Duration timeout) throws InterruptedException {
      lock.lock();
      try {
        long remaining = timeout.toNanos();
        while (firstUnread() == entries.size() && remaining > 0 && !closed) {
          remaining = changed.awaitNanos(remaining);
        }
        return poll();
      } finally {
        lock.unlock();
      }
    }

    private int firstUnread() {
      int index = entries.size();
      while (index > 0 && entries.get(index - 1).sequence() > lastSequence) {
        index--;
      }
      return index;
    }

    private void deliver(Entry entry, List<PipelineEvent> events) {
      lastSequence = entry.sequence();
      switch (entry.event()) {
        case SamplesFetched fetched -> {
          if (counterOpen) {
            events.add(new SamplesProcessed());
          }
          counterOpen = true;
          delivered = 0;
          events.add(fetched);
        }
        case BatchStarted _ -> {
          if (counterOpen) {
            events.add(new BatchStarted(entry.counted() - delivered));
            delivered = entry.counted();
          }
        }
        case SamplesProcessed processed -> {
          if (counterOpen) {
            counterOpen = false;
            events.add(processed);
          }
        }
        default -> events.add(entry.event());
      }
    }
  }
}
