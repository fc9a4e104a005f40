package org.modyn.supervisor.data;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.state.PolicyStateReader;
import org.modyn.supervisor.state.PolicyStateWriter;

/**
 * A window over the samples that a pipeline reads: samples are appended at its end and removed from
 * its front. Use it in policies that compare data, or evaluate models on it. Not thread safe.
 *
 * <p>It keeps runs of consecutive keys with the same timestamp. Storage gives the samples of a file
 * such a run, so a window takes 24 bytes per file, and up to 24 bytes per sample when each file has
 * one sample. Its state takes 3 to 6 bytes a run.
 */
public final class SampleWindow {
  private static final int SMALLEST_CAPACITY = 16;

  private long[] firstKeys = new long[SMALLEST_CAPACITY];
  private long[] timestamps = new long[SMALLEST_CAPACITY];
  private long[] lengths = new long[SMALLEST_CAPACITY];
  private int from;
  private int to;
  private long size;

  /** Appends samples. */
  public void add(NewSamples samples) {
    for (int index = 0; index < samples.size(); index++) {
      add(samples.key(index), samples.timestamp(index), 1);
    }
  }

  /** Appends the samples of another window, which stays as it is. */
  public void addAll(SampleWindow other) {
    for (int run = other.from; run < other.to; run++) {
      add(other.firstKeys[run], other.timestamps[run], other.lengths[run]);
    }
  }

  private void add(long firstKey, long timestamp, long length) {
    size += length;
    int last = to - 1;
    if (last >= from
        && timestamps[last] == timestamp
        && firstKeys[last] + lengths[last] == firstKey) {
      lengths[last] += length;
      return;
    }
    if (to == firstKeys.length) {
      makeRoom();
    }
    firstKeys[to] = firstKey;
    timestamps[to] = timestamp;
    lengths[to] = length;
    to++;
  }

  private void makeRoom() {
    int runs = to - from;
    int capacity = Math.max(SMALLEST_CAPACITY, Math.multiplyExact(runs, 2));
    firstKeys = Arrays.copyOf(Arrays.copyOfRange(firstKeys, from, to), capacity);
    timestamps = Arrays.copyOf(Arrays.copyOfRange(timestamps, from, to), capacity);
    lengths = Arrays.copyOf(Arrays.copyOfRange(lengths, from, to), capacity);
    from = 0;
    to = runs;
  }

  /** Removes the oldest samples until at most {@code limit} are left. */
  public void keepNewest(long limit) {
    while (size > limit) {
      long removed = Math.min(size - limit, lengths[from]);
      firstKeys[from] += removed;
      lengths[from] -= removed;
      size -= removed;
      if (lengths[from] == 0) {
        from++;
      }
    }
  }

  /**
   * Removes samples from the front until one with a timestamp of at least the given one is at the
   * front.
   *
   * @param timestamp seconds since 1970
   */
  public void removeBefore(long timestamp) {
    while (from < to && timestamps[from] < timestamp) {
      size -= lengths[from];
      from++;
    }
  }

  public void clear() {
    from = 0;
    to = 0;
    size = 0;
  }

  /** Returns a window with the same samples, which is changed independently. */
  public SampleWindow copy() {
    SampleWindow copy = new SampleWindow();
    copy.addAll(this);
    return copy;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** Returns the number of samples. */
  public long size() {
    return size;
  }

  /** Returns the timestamp of the oldest sample, in seconds since 1970. */
  public long firstTimestamp() {
    requireSamples();
    return timestamps[from];
  }

  /** Returns the timestamp of the newest sample, in seconds since 1970. */
  public long lastTimestamp() {
    requireSamples();
    return timestamps[to - 1];
  }

  private void requireSamples() {
    if (isEmpty()) {
      throw new IllegalStateException("the window is empty");
    }
  }

  /** Calls a consumer for each run of samples, the oldest first. */
  public void forEachRun(RunConsumer consumer) {
    for (int run = from; run < to; run++) {
      consumer.accept(timestamps[run], lengths[run]);
    }
  }

  /** Receives samples with the same timestamp. */
  @FunctionalInterface
  public interface RunConsumer {
    /**
     * @param timestamp seconds since 1970
     * @param samples their number
     */
    void accept(long timestamp, long samples);
  }

  /** Returns the keys of all samples, the oldest first. */
  public long[] keys() {
    long[] keys = new long[Math.toIntExact(size)];
    int next = 0;
    for (int run = from; run < to; run++) {
      for (long offset = 0; offset < lengths[run]; offset++) {
        keys[next++] = firstKeys[run] + offset;
      }
    }
    return keys;
  }

  /**
   * Returns the keys of a uniform sample without replacement, the oldest first; all keys if there
   * are no more than {@code limit}.
   *
   * @param seed of the random choice
   */
  public long[] sample(int limit, long seed) {
    if (size <= limit) {
      return keys();
    }
    long[] indexes = sampleOfIndexes(limit, new SplittableRandom(seed));
    long[] keys = new long[limit];
    int next = 0;
    long passed = 0;
    for (int run = from; run < to && next < limit; run++) {
      while (next < limit && indexes[next] < passed + lengths[run]) {
        keys[next] = firstKeys[run] + indexes[next] - passed;
        next++;
      }
      passed += lengths[run];
    }
    return keys;
  }

  private long[] sampleOfIndexes(int limit, SplittableRandom random) {
    // Floyd's algorithm (Bentley and Floyd 1987): a uniform subset of [0, size)
    Set<Long> chosen = new HashSet<>();
    for (long bound = size - limit; bound < size; bound++) {
      long candidate = random.nextLong(bound + 1);
      if (!chosen.add(candidate)) {
        chosen.add(bound);
      }
    }
    return chosen.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  /** Returns the state, for {@link #of}. */
  public PolicyState state() {
    PolicyStateWriter state = new PolicyStateWriter().writeInt(to - from);
    long key = 0;
    long timestamp = 0;
    for (int run = from; run < to; run++) {
      state.writeLong(firstKeys[run] - key);
      state.writeLong(timestamps[run] - timestamp);
      state.writeLong(lengths[run]);
      key = firstKeys[run] + lengths[run];
      timestamp = timestamps[run];
    }
    return state.toState();
  }

  /** Returns the window with a state. */
  public static SampleWindow of(PolicyState state) {
    requireNonNull(state, "state is null");
    SampleWindow window = new SampleWindow();
    PolicyStateReader reader = new PolicyStateReader(state);
    int runs = reader.readInt();
    long key = 0;
    long timestamp = 0;
    for (int run = 0; run < runs; run++) {
      long firstKey = key + reader.readLong();
      timestamp += reader.readLong();
      long length = reader.readLong();
      window.add(firstKey, timestamp, length);
      key = firstKey + length;
    }
    return window;
  }

  @Override
  public String toString() {
    return isEmpty()
        ? "no samples"
        : size + " samples from " + firstTimestamp() + " to " + lastTimestamp();
  }
}
