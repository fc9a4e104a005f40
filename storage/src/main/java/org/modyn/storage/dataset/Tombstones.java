package org.modyn.storage.dataset;

import static java.util.Objects.requireNonNull;

import org.roaringbitmap.RoaringBitmap;

/**
 * What is no longer there of a file.
 *
 * @param deleted places of the deleted samples; nobody may change it afterwards
 */
public record Tombstones(RoaringBitmap deleted) {
  public Tombstones {
    requireNonNull(deleted, "deleted is null");
  }

  /** Of a file with {@code size} samples that are all deleted. */
  public static Tombstones all(int size) {
    return new Tombstones(RoaringBitmap.bitmapOfRange(0, size));
  }

  boolean isDeleted(int place) {
    return deleted.contains(place);
  }

  /** Number of deleted samples. */
  int count() {
    return deleted.getCardinality();
  }

  /** The first place from {@code place} on that is not deleted. */
  int nextLive(int place) {
    return (int) deleted.nextAbsentValue(place);
  }

  /** The first deleted place from {@code place} on, or {@code end} when there is none before it. */
  int nextDeleted(int place, int end) {
    long next = deleted.nextValue(place);
    return next < 0 || next > end ? end : (int) next;
  }

  /**
   * The place of a live sample.
   *
   * @param live live samples before it
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
