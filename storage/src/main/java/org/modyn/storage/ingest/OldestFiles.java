package org.modyn.storage.ingest;

import static java.util.Comparator.comparingLong;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.modyn.storage.filesystem.FileStatus;

/**
 * Keeps the first files in the order of (modification time, path) of all that are added: a heap of
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

  /** Whether files were dropped. */
  boolean overflowed() {
    return overflowed;
  }

  /** The files in order, each once, even if the folder's listing had it twice. */
  List<FileStatus> inOrder() {
    return heap.stream().sorted(ORDER).distinct().toList();
  }
}
