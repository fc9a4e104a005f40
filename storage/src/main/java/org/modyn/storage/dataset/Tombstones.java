package org.modyn.storage.dataset;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.roaringbitmap.RoaringBitmap;

/**
 * The deleted samples of a file.
 *
 * @param deleted positions of the deleted samples; must not be modified afterwards
 * @param rewritten the state of the file, if samples were removed from it
 */
public record Tombstones(RoaringBitmap deleted, Optional<Rewritten> rewritten) {
  public Tombstones {
    requireNonNull(deleted, "deleted is null");
    requireNonNull(rewritten, "rewritten is null");
  }

  /** Returns the tombstones of a file that still has all records. */
  public Tombstones(RoaringBitmap deleted) {
    this(deleted, Optional.empty());
  }

  /** Returns the tombstones of a file with {@code size} samples that are all deleted. */
  public static Tombstones all(int size) {
    return new Tombstones(RoaringBitmap.bitmapOfRange(0, size));
  }

  /** Returns the position of a sample that is not deleted in the file, in records. */
  int storedPosition(int position) {
    return rewritten.isEmpty() ? position : position - rewritten.get().erased().rank(position);
  }

  boolean isDeleted(int position) {
    return deleted.contains(position);
  }

  /** Number of deleted samples. */
  int count() {
    return deleted.getCardinality();
  }

  /** Returns the number of deleted samples before {@code position}. */
  int countBefore(int position) {
    return position == 0 ? 0 : deleted.rank(position - 1);
  }

  /** Returns the first position from {@code position} on that is not deleted. */
  int nextLive(int position) {
    return (int) deleted.nextAbsentValue(position);
  }

  /**
   * Returns the first deleted position from {@code position} on, or {@code end} when there is none
   * before it.
   */
  int nextDeleted(int position, int end) {
    long next = deleted.nextValue(position);
    return next < 0 || next > end ? end : (int) next;
  }

  /**
   * Returns the position of a sample that is not deleted.
   *
   * @param live the number of such samples before it
   * @param size of the file
   */
  int placeOf(int live, int size) {
    int low = live;
    int high = Math.min(size, live + count());
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (middle + 1 - deleted.rank(middle) <= live) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
