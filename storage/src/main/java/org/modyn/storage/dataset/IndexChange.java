package org.modyn.storage.dataset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Changes files of an index: copies the chunks that contain them, and shares the others. */
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

  private static boolean isOnlyTombstones(ChangedFile change) {
    return change.tombstones().isPresent() && change.labels().isEmpty();
  }

  /** Returns whether files are removed, which changes the positions of others. */
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
    if (changes.values().stream().allMatch(IndexChange::isOnlyTombstones)) {
      return changed;
    }
    FileChunk.Builder builder = new FileChunk.Builder();
    for (int file = 0; file < chunk.files(); file++) {
      ChangedFile change = changes.get(file);
      if (change == null || isOnlyTombstones(change)) {
        builder.add(changed, file);
      } else if (change.tombstones().isPresent()) {
        builder.add(changed, file, change.labels().get());
      }
    }
    return builder.build();
  }
}
