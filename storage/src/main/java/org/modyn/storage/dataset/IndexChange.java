package org.modyn.storage.dataset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Changes files of an index: makes the chunks anew that they are in, and shares the others. */
final class IndexChange {
  private final Map<FileChunk, Map<Integer, ChangedFile>> byChunk = new HashMap<>();
  private final DatasetIndex index;

  IndexChange(DatasetIndex index, List<ChangedFile> changes) {
    this.index = index;
    for (ChangedFile change : changes) {
      FileChunk chunk = index.chunkOfKey(change.firstKey());
      int file = chunk == null ? -1 : chunk.columns().find(change.firstKey());
      if (file >= 0) {
        byChunk.computeIfAbsent(chunk, key -> new HashMap<>()).put(file, change);
      }
    }
  }

  List<FileChunk> apply() {
    List<FileChunk> chunks = new ArrayList<>();
    for (FileChunk chunk : index.chunks()) {
      Map<Integer, ChangedFile> changes = byChunk.get(chunk);
      FileChunk changed = changes == null ? chunk : apply(chunk, changes);
      if (changed.files() > 0) {
        chunks.add(changed);
      }
    }
    return chunks;
  }

  /** Whether files are left out, so that others get another place. */
  boolean removes() {
    return byChunk.values().stream()
        .flatMap(changes -> changes.values().stream())
        .anyMatch(change -> change.tombstones().isEmpty());
  }

  private static FileChunk apply(FileChunk chunk, Map<Integer, ChangedFile> changes) {
    Map<Integer, Tombstones> tombstones = new HashMap<>();
    changes.forEach(
        (file, change) -> change.tombstones().ifPresent(found -> tombstones.put(file, found)));
    FileChunk changed = chunk.with(tombstones);
    if (tombstones.size() == changes.size()) {
      return changed;
    }
    FileChunk.Builder builder = new FileChunk.Builder();
    for (int file = 0; file < chunk.files(); file++) {
      if (!changes.containsKey(file) || tombstones.containsKey(file)) {
        builder.add(changed, file);
      }
    }
    return builder.build();
  }
}
