package org.modyn.storage.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Finds files by path: a hash table of positions in an index, whose paths verify the results. It
 * takes between 6 and 16 bytes per file, and the time to hash new paths. Not thread safe: each user
 * has its own instance.
 */
public final class PathLookup {
  private static final int SMALLEST = 64;

  private DatasetIndex index = DatasetIndex.EMPTY;

  /** Positions in the index plus 1; 0 marks a free slot. The length is a power of two. */
  private int[] slots = new int[SMALLEST];

  /**
   * Switches to {@code later}, a later snapshot of the index. The cost is proportional to the
   * number of added files, unless files were removed.
   */
  public void follow(DatasetIndex later) {
    int known = index.numberOfFiles();
    int files = later.numberOfFiles();
    if (later.generation() != index.generation() || 4L * files > 3L * slots.length) {
      slots = new int[Math.multiplyExact(Integer.highestOneBit(Math.max(SMALLEST, files)), 4)];
      known = 0;
    }
    index = later;
    for (int file = known; file < files; file++) {
      insert(file);
    }
  }

  /** The index of the file with that path, for {@link DatasetIndex#file}; -1 when it is unknown. */
  public int find(String path) {
    byte[] bytes = path.getBytes(UTF_8);
    int mask = slots.length - 1;
    for (int slot = PackedPaths.hash(bytes) & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
      int file = slots[slot] - 1;
      if (index.hasPath(file, bytes)) {
        return file;
      }
    }
    return -1;
  }

  private void insert(int file) {
    int mask = slots.length - 1;
    int slot = index.pathHash(file) & mask;
    while (slots[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = file + 1;
  }
}
