package org.modyn.storage.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Finds the file of a path: a hash table of places in an index, whose paths verify what is found.
 * Costs between 6 and 13 bytes a file, and the time to hash the paths that are new. Not for
 * concurrent use: whoever looks paths up has one of its own.
 */
public final class PathLookup {
  private static final int SMALLEST = 64;

  private DatasetIndex index = DatasetIndex.EMPTY;

  /** Place in the index plus 1; 0: free. Its length is a power of two. */
  private int[] slots = new int[SMALLEST];

  /**
   * Looks from now on into {@code later}, which has grown out of the index before; it only costs
   * what was added since.
   */
  public void follow(DatasetIndex later) {
    int known = index.numberOfFiles();
    index = later;
    int files = later.numberOfFiles();
    if (4L * files > 3L * slots.length) {
      slots = new int[Math.multiplyExact(Integer.highestOneBit(files), 4)];
      known = 0;
    }
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
