package org.modyn.ml.loader;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Measures the time that one worker spends on each activity, per epoch, because keys of the next
 * epoch are fetched while samples of the current one still arrive. Used by the worker's thread, and
 * by other threads after that thread has ended.
 */
final class WorkerClock {
  private final TreeMap<Integer, Epoch> epochs = new TreeMap<>();
  private Optional<WorkerReport> completed = Optional.empty();

  private static final class Epoch {
    private final Map<Integer, Share> shares = new LinkedHashMap<>();
    private long waitedForFirst;
    private long waitedForLater;
    private long transforming;

    private WorkerReport report() {
      return new WorkerReport(
          shares.values().stream().map(Share::report).toList(),
          waitedForFirst,
          waitedForLater,
          transforming);
    }
  }

  private static final class Share {
    private final int partition;
    private final int samples;
    private final long fetchingKeys;
    private final List<Long> answers = new ArrayList<>();
    private long receiving;

    private Share(int partition, int samples, long fetchingKeys) {
      this.partition = partition;
      this.samples = samples;
      this.fetchingKeys = fetchingKeys;
    }

    private WorkerReport.Partition report() {
      return new WorkerReport.Partition(partition, samples, fetchingKeys, receiving, answers);
    }
  }

  /** The keys of a share have been fetched. */
  void keysFetched(int epoch, int partition, int samples, long nanoseconds) {
    epochs
        .computeIfAbsent(epoch, number -> new Epoch())
        .shares
        .put(partition, new Share(partition, samples, nanoseconds));
  }

  /** The samples of a window have been received. */
  void received(Window window, long waiting, long transforming) {
    Epoch epoch = epochs.get(window.epoch());
    Share share = epoch.shares.get(window.partition());
    share.answers.add(waiting);
    share.receiving += waiting + transforming;
    epoch.transforming += transforming;
    if (epoch.shares.values().iterator().next() == share) {
      epoch.waitedForFirst += waiting;
    } else {
      epoch.waitedForLater += waiting;
    }
  }

  /** All samples of an epoch have been received. */
  void ended(int epoch) {
    completed = Optional.ofNullable(epochs.remove(epoch)).map(Epoch::report);
  }

  /** The last epoch that has ended, or the first one while none has; empty before there is one. */
  Optional<WorkerReport> lastEpoch() {
    return completed.or(
        () ->
            epochs.isEmpty()
                ? Optional.empty()
                : Optional.of(epochs.firstEntry().getValue().report()));
  }
}
