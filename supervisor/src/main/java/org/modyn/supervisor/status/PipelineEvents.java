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
 * <p>Memory grows with triggers and evaluations, not with samples and time: an event that only says
 * how far something has come replaces the one before, unless something worth keeping happened in
 * between. A client that has seen the older one still gets the newer one, and the increments that a
 * client gets of a counter always add up to what has been counted.
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

  /** How the pipeline ended, if it has. */
  public Optional<PipelineEnded> ended() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  /** A new reader, at the first event. */
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

  /** Removes the event with this key from the progress events at the end, each with its own key. */
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

  /** What an event tells the progress of; empty when it is worth keeping. */
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
    return Optional.empty();
  }

  /**
   * @param counted what the counter stood at after the event
   */
  private record Entry(
      long sequence, WatchPipelineResponse event, Optional<String> progressKey, int counted) {}

  /** Reads all events once, in order. Not thread safe; each client has its own. */
  public final class Reader {
    private long lastSequence = -1;
    private int delivered;
    private boolean counterOpen;

    private Reader() {}

    /** The events since the last call, without waiting. */
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

    /** Waits until there are events, at most so long, and then is {@link #poll}. */
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
