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
  int storedPlace(int place) {
    return rewritten.isEmpty() ? place : place - rewritten.get().erased().rank(place);
  }

  boolean isDeleted(int place) {
    return deleted.contains(place);
  }

  /** Number of deleted samples. */
  int count() {
    return deleted.getCardinality();
  }

  /** Returns the number of deleted samples before {@code place}. */
  int countBefore(int place) {
    return place == 0 ? 0 : deleted.rank(place - 1);
  }

  /** Returns the first position from {@code place} on that is not deleted. */
  int nextLive(int place) {
    return (int) deleted.nextAbsentValue(place);
  }

  /**
   * Returns the first deleted position from {@code place} on, or {@code end} when there is none
   * before it.
   */
  int nextDeleted(int place, int end) {
    long next = deleted.nextValue(place);
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
