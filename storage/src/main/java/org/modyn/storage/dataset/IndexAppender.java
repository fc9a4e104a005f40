package org.modyn.storage.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.modyn.storage.file.PackedLabels;
import org.modyn.storage.filesystem.FileStatus;

/**
 * Adds later files to an index. Chunks of the index are shared; only its last ones are copied, when
 * they are small: a chunk is merged with the previous one when that is at most twice as large. So a
 * file is copied at most a logarithmic number of times, however small the batches are. Not thread
 * safe.
 */
public final class IndexAppender {
  /** The size of a file relative to that of a sample. */
  private static final int FILE_WEIGHT = 64;

  private final DatasetIndex index;
  private final List<FileChunk> chunks;
  private FileChunk.Builder builder = new FileChunk.Builder();
  private long endKey;

  IndexAppender(DatasetIndex index) {
    this.index = index;
    this.chunks = new ArrayList<>(Arrays.asList(index.chunks()));
    this.endKey = index.endKey();
  }

  /**
   * @param fileId larger than the ids of all previous files
   * @param status of the file when it was ingested
   * @param firstKey at least the key after the last key of the previous files
   * @param labels of its samples, in order
   * @param tombstones its deleted samples
   * @throws IllegalArgumentException when keys do not ascend
   */
  public void add(
      long fileId,
      FileStatus status,
      long firstKey,
      PackedLabels labels,
      Optional<Tombstones> tombstones) {
    if (firstKey < endKey) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "file %d begins with key %d, but keys up to %d are in use",
              fileId,
              firstKey,
              endKey - 1));
    }
    endKey = firstKey + labels.size();
    if (!index.limits().allow(builder.files() + 1L, (long) builder.samples() + labels.size())) {
      closeChunk();
    }
    builder.add(fileId, status, firstKey, labels, tombstones);
  }

  /** Returns the index with the files; no files may be added afterwards. */
  public DatasetIndex finish() {
    closeChunk();
    return index.withChunks(chunks);
  }

  private void closeChunk() {
    if (builder.files() == 0) {
      return;
    }
    chunks.add(builder.build());
    builder = new FileChunk.Builder();
    while (chunks.size() > 1 && mergesLast()) {
      FileChunk last = chunks.removeLast();
      chunks.add(merged(chunks.removeLast(), last));
    }
  }

  private boolean mergesLast() {
    FileChunk last = chunks.getLast();
    FileChunk before = chunks.get(chunks.size() - 2);
    return index
            .limits()
            .allow(
                before.files() + last.files(),
                (long) before.columns().samples() + last.columns().samples())
        && weight(before) <= 2 * weight(last);
  }

  private static FileChunk merged(FileChunk first, FileChunk second) {
    FileChunk.Builder builder = new FileChunk.Builder();
    for (FileChunk chunk : List.of(first, second)) {
      for (int file = 0; file < chunk.files(); file++) {
        builder.add(chunk, file);
      }
    }
    return builder.build();
  }

  private static long weight(FileChunk chunk) {
    return (long) FILE_WEIGHT * chunk.files() + chunk.columns().samples();
  }
}
