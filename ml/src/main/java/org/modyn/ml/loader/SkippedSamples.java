package org.modyn.ml.loader;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.modyn.common.sample.SampleBatch;
import org.modyn.common.sample.SampleReadPolicy;

/**
 * The samples that a {@link BatchLoader} skips because storage cannot send them. Each is counted
 * once, regardless of the number of epochs that request it. Safe for concurrent use.
 */
public final class SkippedSamples {
  private final SampleReadPolicy policy;
  private final KeyRangeSet deleted = new KeyRangeSet();
  private final KeyRangeSet unreadable = new KeyRangeSet();

  /**
   * @param policy which samples are skipped; the others are errors
   */
  public SkippedSamples(SampleReadPolicy policy) {
    this.policy = requireNonNull(policy, "policy is null");
  }

  SampleReadPolicy policy() {
    return policy;
  }

  /** Counts the skipped samples of a response, and removes them from the window. */
  void add(SampleBatch answer, Window window) {
    add(answer.deletedKeys(), window, deleted);
    add(answer.unreadableKeys(), window, unreadable);
  }

  private synchronized void add(long[] keys, Window window, KeyRangeSet target) {
    for (long key : keys) {
      window.skip(key);
      target.add(key);
    }
  }

  /** Number of samples that are deleted. */
  public synchronized long deleted() {
    return deleted.size();
  }

  /** Number of samples whose file changed, vanished or cannot be read. */
  public synchronized long unreadable() {
    return unreadable.size();
  }

  /** The keys of deleted samples, as {@link KeyRangeSet#describe}. */
  public synchronized String deletedKeys() {
    return deleted.describe();
  }

  /** The keys of samples whose file cannot be read, as {@link KeyRangeSet#describe}. */
  public synchronized String unreadableKeys() {
    return unreadable.describe();
  }

  /** A line for each kind of samples that were skipped; empty when none were. */
  public synchronized List<String> describe() {
    List<String> lines = new ArrayList<>();
    if (deleted.size() > 0) {
      lines.add(
          String.format(
              Locale.ROOT, "%d deleted samples skipped: %s", deleted.size(), deleted.describe()));
    }
    if (unreadable.size() > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%d unreadable samples skipped: %s",
              unreadable.size(),
              unreadable.describe()));
    }
    return lines;
  }
}
