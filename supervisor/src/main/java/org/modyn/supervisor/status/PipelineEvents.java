package org.modyn.supervisor.status;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.modyn.proto.supervisor.PipelineEnded;
import org.modyn.proto.supervisor.PipelineStage;
import org.modyn.proto.supervisor.PipelineStageCounterMsg;
import org.modyn.proto.supervisor.PipelineStageCounterUpdateParams;
import org.modyn.proto.supervisor.TrainingStatus;
import org.modyn.proto.supervisor.WatchPipelineResponse;

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
  private Optional<PipelineEnded> ended = Optional.empty();

  public void add(WatchPipelineResponse event) {
    lock.lock();
    try {
      if (ended.isPresent()) {
        throw new IllegalStateException("the pipeline has ended");
      }
      count(event);
      Optional<String> key = progressKey(event);
      key.ifPresent(this::removeEarlier);
      entries.add(new Entry(nextSequence++, event, key, counted));
      if (event.hasPipelineEnded()) {
        ended = Optional.of(event.getPipelineEnded());
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Adds a note, unless the pipeline has ended. May be called by any thread. */
  public void note(String text) {
    lock.lock();
    try {
      if (ended.isEmpty()) {
        add(Messages.note(text));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns how the pipeline ended; empty while it runs. */
  public Optional<PipelineEnded> ended() {
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

  private void count(WatchPipelineResponse event) {
    PipelineStageCounterMsg counter = event.getPipelineStage().getCounterMsg();
    if (counter.getAction().equals(Messages.CREATE)) {
      counted = 0;
    } else if (counter.getAction().equals(Messages.UPDATE)) {
      counted += counter.getUpdateParams().getIncrement();
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
  private static Optional<String> progressKey(WatchPipelineResponse event) {
    if (event.hasPipelineStage()) {
      PipelineStage stage = event.getPipelineStage();
      return stage.hasIdMsg() || stage.getLog()
          ? Optional.empty()
          : Optional.of(stage.getStage() + "/" + stage.getCounterMsg().getAction());
    }
    if (event.hasTrainingStatus()) {
      TrainingStatus training = event.getTrainingStatus();
      return training.getAction().equals(Messages.PROGRESS)
          ? Optional.of("training/" + training.getId())
          : Optional.empty();
    }
    return event.hasDataProgress() ? Optional.of("data") : Optional.empty();
  }

  /**
   * @param counted the value of the counter after the event
   */
  private record Entry(
      long sequence, WatchPipelineResponse event, Optional<String> progressKey, int counted) {}

  /** Reads each event once, in order. Not thread safe; each client has its own reader. */
  public final class Reader {
    private long lastSequence = -1;
    private int delivered;
    private boolean counterOpen;

    private Reader() {}

    /** Returns the events since the last call, without waiting. */
    public List<WatchPipelineResponse> poll() {
      lock.lock();
      try {
        List<WatchPipelineResponse> events = new ArrayList<>();
        for (int index = firstUnread(); index < entries.size(); index++) {
          deliver(entries.get(index), events);
        }
        return events;
      } finally {
        lock.unlock();
      }
    }

    /** Waits until there are events or the timeout expires, then returns {@link #poll}. */
    public List<WatchPipelineResponse> await(Duration timeout) throws InterruptedException {
      lock.lock();
      try {
        long remaining = timeout.toNanos();
        while (firstUnread() == entries.size() && remaining > 0) {
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

    private void deliver(Entry entry, List<WatchPipelineResponse> events) {
      lastSequence = entry.sequence();
      String action = entry.event().getPipelineStage().getCounterMsg().getAction();
      switch (action) {
        case Messages.CREATE -> {
          if (counterOpen) {
            events.add(Messages.counterClosed());
          }
          counterOpen = true;
          delivered = 0;
          events.add(entry.event());
        }
        case Messages.UPDATE -> {
          if (counterOpen) {
            events.add(withIncrement(entry.event(), entry.counted() - delivered));
            delivered = entry.counted();
          }
        }
        case Messages.CLOSE -> {
          if (counterOpen) {
            counterOpen = false;
            events.add(entry.event());
          }
        }
        default -> events.add(entry.event());
      }
    }

    private static WatchPipelineResponse withIncrement(WatchPipelineResponse event, int increment) {
      WatchPipelineResponse.Builder builder = event.toBuilder();
      builder
          .getPipelineStageBuilder()
          .getCounterMsgBuilder()
          .setUpdateParams(PipelineStageCounterUpdateParams.newBuilder().setIncrement(increment));
      return builder.build();
    }
  }
}
