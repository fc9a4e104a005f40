package org.modyn.storage.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Paths of files as UTF-8: each folder once, and the concatenated names. A path takes the bytes of
 * its name plus 4, and 2 more when the files are in several folders. Immutable.
 */
final class PackedPaths {
  private final byte[][] folders;
  private final short[] folderOf;
  private final int[] nameEnds;
  private final byte[] names;

  /**
   * @param folderOf null when all files are in the first folder
   */
  private PackedPaths(byte[][] folders, short[] folderOf, int[] nameEnds, byte[] names) {
    this.folders = folders;
    this.folderOf = folderOf;
    this.nameEnds = nameEnds;
    this.names = names;
  }

  String get(int index) {
    byte[] folder = folder(index);
    int start = nameStart(index);
    int length = nameEnds[index] - start;
    byte[] path = Arrays.copyOf(folder, folder.length + length);
    System.arraycopy(names, start, path, folder.length, length);
    return new String(path, UTF_8);
  }

  boolean equals(int index, byte[] path) {
    byte[] folder = folder(index);
    return path.length >= folder.length
        && Arrays.equals(path, 0, folder.length, folder, 0, folder.length)
        && Arrays.equals(
            path, folder.length, path.length, names, nameStart(index), nameEnds[index]);
  }

  /** The {@link #hash(byte[])} of the path. */
  int hash(int index) {
    byte[] folder = folder(index);
    int sum = hash(0, folder, 0, folder.length);
    return mix(hash(sum, names, nameStart(index), nameEnds[index]));
  }

  static int hash(byte[] path) {
    return mix(hash(0, path, 0, path.length));
  }

  private static int hash(int start, byte[] bytes, int from, int to) {
    int sum = start;
    for (int i = from; i < to; i++) {
      sum = 31 * sum + bytes[i];
    }
    return sum;
  }

  /** Spreads the sum over all bits; the finisher of MurmurHash3. */
  private static int mix(int sum) {
    int mixed = (sum ^ sum >>> 16) * 0x85EB_CA6B;
    mixed = (mixed ^ mixed >>> 13) * 0xC2B2_AE35;
    return mixed ^ mixed >>> 16;
  }

  private byte[] folder(int index) {
    return folders[folderOf == null ? 0 : folderOf[index] & 0xFFFF];
  }

  private int nameStart(int index) {
    return index == 0 ? 0 : nameEnds[index - 1];
  }

  /** Collects at most 65536 paths. */
  static final class Builder {
    private final Map<String, Integer> folders = new HashMap<>();
    private final List<byte[]> folderBytes = new ArrayList<>();
    private final ByteArrayOutputStream names = new ByteArrayOutputStream();
    private short[] folderOf = new short[16];
    private int[] nameEnds = new int[16];
    private int size;

    void add(String path) {
      if (size == nameEnds.length) {
        folderOf = Arrays.copyOf(folderOf, 2 * size);
        nameEnds = Arrays.copyOf(nameEnds, 2 * size);
      }
      int cut = path.lastIndexOf('/') + 1;
      folderOf[size] = folderNumber(path.substring(0, cut)).shortValue();
      names.writeBytes(path.substring(cut).getBytes(UTF_8));
      nameEnds[size] = names.size();
      size++;
    }

    PackedPaths build() {
      return new PackedPaths(
          folderBytes.toArray(byte[][]::new),
          folderBytes.size() <= 1 ? null : Arrays.copyOf(folderOf, size),
          Arrays.copyOf(nameEnds, size),
          names.toByteArray());
    }

    private Integer folderNumber(String folder) {
      return folders.computeIfAbsent(
          folder,
          added -> {
            folderBytes.add(added.getBytes(UTF_8));
            return folderBytes.size() - 1;
          });
    }
  }
}
