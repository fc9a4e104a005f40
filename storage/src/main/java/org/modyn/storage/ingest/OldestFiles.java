package org.modyn.storage.ingest;

import static java.util.Comparator.comparingLong;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.modyn.storage.filesystem.FileStatus;

/**
 * Of all files that are added, the first ones in the order of (modification time, path): a heap of
 * a bounded size. Costs a comparison a file that is too late, a logarithm of them for another.
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

  /** Whether a file had no place. */
  boolean overflowed() {
    return overflowed;
  }

  /** The files in order, each once, even if the folder's listing had it twice. */
  List<FileStatus> inOrder() {
    return heap.stream().sorted(ORDER).distinct().toList();
  }
}
