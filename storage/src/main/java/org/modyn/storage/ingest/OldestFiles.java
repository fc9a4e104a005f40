package org.modyn.storage.ingest;

import static java.util.Comparator.comparingLong;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.modyn.storage.filesystem.FileStatus;

/**
 * Keeps the first n of all added files in the order of (modification time, path), in a heap of
 * bounded size. Adding a file costs one comparison when it is not among them, O(log n) otherwise.
 */
final class OldestFiles {
  private static final Comparator<FileStatus> ORDER =
      comparingLong(FileStatus::modifiedNanos).thenComparing(FileStatus::path);

  private final int capacity;
  private final PriorityQueue<FileStatus> heap = new PriorityQueue<>(ORDER.reversed());
  private boolean overflowed;

  OldestFiles(int capacity) {
    this.capacity = capacity;
  }

  void add(FileStatus file) {
    if (heap.size() < capacity) {
      heap.add(file);
      return;
    }
    overflowed = true;
    if (ORDER.compare(file, heap.peek()) < 0) {
      heap.poll();
      heap.add(file);
    }
  }

  /** Returns whether files were dropped. */
  boolean overflowed() {
    return overflowed;
  }

  /** Returns the files in order, without duplicates in the listing of the folder. */
  List<FileStatus> inOrder() {
    return heap.stream().sorted(ORDER).distinct().toList();
  }
}
