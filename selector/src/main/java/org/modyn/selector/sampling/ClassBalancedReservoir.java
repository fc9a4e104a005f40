package org.modyn.selector.sampling;

import static java.util.Objects.requireNonNull;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.modyn.selector.position.PositionSet;
import org.modyn.selector.seen.Column;
import org.modyn.selector.seen.ColumnCursor;
import org.modyn.selector.seen.LabelDictionary;
import org.modyn.selector.seen.StorageBackend;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/**
 * A reservoir of bounded size that stays balanced over the labels while samples arrive. A sample is
 * added when its label is new or has fewer samples than its share, which is the capacity divided by
 * the number of labels seen so far. When the reservoir is full, the sample replaces a random sample
 * of the most frequent label.
 */
public final class ClassBalancedReservoir {
  private static final int BATCH = 1 << 13;

  private final LabelDictionary labels;
  private final long capacity;
  private final RandomGenerator random;
  private final Roaring64Bitmap[] members;
  private final long[] sizes;
  private final boolean[] known;
  private int knownLabels;
  private long size;

  /**
   * @param labels the dictionary of all labels that can arrive
   * @param capacity the maximum number of samples, at least 1
   */
  public ClassBalancedReservoir(LabelDictionary labels, long capacity, RandomGenerator random) {
    this.labels = requireNonNull(labels, "labels is null");
    this.capacity = capacity;
    this.random = requireNonNull(random, "random is null");
    int groups = labels.counts().length;
    this.members =
        IntStream.range(0, groups)
            .mapToObj(group -> new Roaring64Bitmap())
            .toArray(Roaring64Bitmap[]::new);
    this.sizes = new long[groups];
    this.known = new boolean[groups];
  }

  /**
   * Replays all samples in order of arrival.
   *
   * @param firstNew the position of the first sample that no earlier trigger has replayed
   * @param earlier the positions before it that the reservoir of the previous trigger holds
   */
  public void replay(StorageBackend seen, long firstNew, PositionSet earlier) {
    PositionSet.Membership membership = earlier.membershipFrom(0);
    long[] batch = new long[BATCH];
    long position = 0;
    try (ColumnCursor cursor = seen.read(Column.LABEL, 0, seen.count())) {
      for (int read = cursor.read(batch, 0, BATCH); read > 0; read = cursor.read(batch, 0, BATCH)) {
        for (int index = 0; index < read; index++, position++) {
          int group = labels.idOf(batch[index]);
          if (position >= firstNew) {
            arrive(position, group);
          } else {
            know(group);
            if (membership.next()) {
              add(position, group);
            }
          }
        }
      }
    }
  }

  private void arrive(long position, int group) {
    boolean hasItsShare = known[group] && sizes[group] * knownLabels >= capacity;
    if (hasItsShare) {
      return;
    }
    know(group);
    if (size >= capacity) {
      removeOneOf(largest());
    }
    add(position, group);
  }

  private void know(int group) {
    if (!known[group]) {
      known[group] = true;
      knownLabels++;
    }
  }

  private void add(long position, int group) {
    members[group].addLong(position);
    sizes[group]++;
    size++;
  }

  private void removeOneOf(int group) {
    members[group].removeLong(members[group].select(random.nextLong(sizes[group])));
    sizes[group]--;
    size--;
  }

  private int largest() {
    int largest = 0;
    for (int group = 1; group < sizes.length; group++) {
      if (sizes[group] > sizes[largest]) {
        largest = group;
      }
    }
    return largest;
  }

  /** Returns the number of samples in the reservoir. */
  public long size() {
    return size;
  }

  /** Returns the positions of all samples in the reservoir. */
  public Roaring64Bitmap positions() {
    Roaring64Bitmap all = new Roaring64Bitmap();
    for (Roaring64Bitmap group : members) {
      all.or(group);
    }
    return all;
  }
}
