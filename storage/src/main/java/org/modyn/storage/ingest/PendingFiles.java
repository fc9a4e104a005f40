package org.modyn.storage.ingest;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.modyn.storage.filesystem.FileStatus;

/**
 * The files of a folder that were found, but not ingested. Records for each file its version, and
 * whether it was rejected or has not settled. Implemented as a hash table of two longs per file
 * (about 32 bytes); paths and versions are 64-bit hashes, so the probability that any two of a
 * million files are confused is about one in ten million. Not thread safe.
 */
final class PendingFiles {
  /** The maximum number of files to store; the others are forgotten when the server stops. */
  static final int MAXIMUM_WRITTEN = 100_000;

  private static final long UNKNOWN_VERSION = 0;
  private static final long REJECTED = 1;

  private long[] paths = new long[16];
  private long[] versions = new long[16];
  private int size;

  /** Reads files that were written by {@link #toBytes}; each counts as changed. */
  static PendingFiles of(byte[] bytes) {
    PendingFiles pending = new PendingFiles();
    ByteBuffer hashes = ByteBuffer.wrap(bytes);
    while (hashes.remaining() >= Long.BYTES) {
      pending.put(hashes.getLong(), UNKNOWN_VERSION);
    }
    return pending;
  }

  int size() {
    return size;
  }

  void addRejected(FileStatus file) {
    put(hash(file.path()), version(file) | REJECTED);
  }

  void addWaiting(FileStatus file) {
    put(hash(file.path()), version(file));
  }

  /** Adds a file of which only the path is known, unless the file is present. */
  void addPath(String path) {
    long hash = hash(path);
    if (paths[find(hash)] != hash) {
      put(hash, UNKNOWN_VERSION);
    }
  }

  /** Copies the entry of the file from {@code other}, if there is one. */
  void addAsIn(PendingFiles other, FileStatus file) {
    long path = hash(file.path());
    int slot = other.find(path);
    if (other.paths[slot] == path) {
      put(path, other.versions[slot]);
    }
  }

  /** Returns whether there is a file with this path. */
  boolean contains(FileStatus file) {
    long path = hash(file.path());
    return paths[find(path)] == path;
  }

  /** Returns whether the file is present with its current size and modification time. */
  boolean containsUnchanged(FileStatus file) {
    long path = hash(file.path());
    int slot = find(path);
    return paths[slot] == path && (versions[slot] & ~REJECTED) == version(file);
  }

  /** Returns whether the file was rejected and has not changed since. */
  boolean containsRejected(FileStatus file) {
    long path = hash(file.path());
    int slot = find(path);
    return paths[slot] == path && versions[slot] == (version(file) | REJECTED);
  }

  /** Returns the hashes of the paths, big endian, ascending. */
  byte[] toBytes() {
    long[] hashes = Arrays.stream(paths).filter(path -> path != 0).sorted().toArray();
    int written = Math.min(hashes.length, MAXIMUM_WRITTEN);
    ByteBuffer bytes = ByteBuffer.allocate(written * Long.BYTES);
    bytes.asLongBuffer().put(hashes, 0, written);
    return bytes.array();
  }

  private void put(long path, long version) {
    int slot = find(path);
    if (paths[slot] == 0) {
      paths[slot] = path;
      size++;
    }
    versions[slot] = version;
    if (size > paths.length / 2) {
      grow();
    }
  }

  private void grow() {
    long[] oldPaths = paths;
    long[] oldVersions = versions;
    paths = new long[2 * oldPaths.length];
    versions = new long[2 * oldPaths.length];
    for (int i = 0; i < oldPaths.length; i++) {
      if (oldPaths[i] != 0) {
        int slot = find(oldPaths[i]);
        paths[slot] = oldPaths[i];
        versions[slot] = oldVersions[i];
      }
    }
  }

  /** Returns the slot of {@code path}, or the free slot to insert it into. */
  private int find(long path) {
    int slot = (int) path & (paths.length - 1);
    while (paths[slot] != 0 && paths[slot] != path) {
      slot = (slot + 1) & (paths.length - 1);
    }
    return slot;
  }

  /** Never 0, which marks a free slot. */
  private static long hash(String path) {
    long hash = path.length();
    for (int i = 0; i < path.length(); i++) {
      hash = (hash ^ path.charAt(i)) * 0x9E37_79B9_7F4A_7C15L;
      hash ^= hash >>> 32;
    }
    return mix(hash) | Long.MIN_VALUE;
  }

  /** Neither {@link #UNKNOWN_VERSION} nor with the bit {@link #REJECTED}. */
  private static long version(FileStatus file) {
    return (mix(file.size() * 31 + mix(file.modifiedNanos())) & ~REJECTED) | 2;
  }

  /** The finalizer of MurmurHash3. */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xFF51_AFD7_ED55_8CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CE_B9FE_1A85_EC53L;
    return mixed ^ (mixed >>> 33);
  }
}
