package org.modyn.common.model;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.proto.modelstorage.ModelHeader;
import org.modyn.proto.modelstorage.ModelRole;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads models from the model storage, and keeps the files of a few: for each pipeline, and each
 * role of a model in it, the one that was loaded or stored last. A pipeline trains from the model
 * that it has just stored, and a triggering policy evaluates one model again and again. A kept file
 * is a hard link to that of its user, so it is written once and not copied. A transfer, most of it
 * checksums, takes about 5 ms per megabyte; a kept model costs one call, which compares checksums.
 * Thread safe.
 */
public final class ModelCache {
  private static final Logger log = LoggerFactory.getLogger(ModelCache.class);

  private final ModelStorageClient storage;
  private final Path directory;
  private final int capacity;

  /** The one that was used last is the last one. */
  private final Map<Purpose, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);

  private record Purpose(int pipelineId, ModelRole role) {
    static Purpose of(ModelHeader header) {
      return new Purpose(header.getPipelineId(), header.getRole());
    }
  }

  private record Kept(StoredModelFile stored, ModelHeader header, Path file) {}

  /**
   * @param directory for the kept files, on the filesystem of the files that are loaded and stored;
   *     this object owns it, and empties it
   * @param capacity the maximum number of kept models, at least 1
   */
  public ModelCache(ModelStorageClient storage, Path directory, int capacity) {
    this.storage = requireNonNull(storage, "storage is null");
    this.directory = requireNonNull(directory, "directory is null");
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity is " + capacity);
    }
    this.capacity = capacity;
    DurableFiles.deleteRecursively(directory);
    DurableFiles.createDirectories(directory);
  }

  /**
   * Loads a model.
   *
   * @param target the path to write the weights to, which does not exist; the caller deletes it,
   *     and must not change the file
   * @return the header that the model was stored with
   * @throws ModynException NOT_FOUND when there is no such model; DATA_LOSS when it is damaged;
   *     UNAVAILABLE when the model storage cannot be reached
   */
  public ModelHeader load(int modelId, Path target) {
    // an id alone could be that of an earlier model, if the models were deleted with their database
    StoredModelFile stored =
        new StoredModelFile(modelId, storage.describe(modelId).getSummary().getChecksum());
    Optional<ModelHeader> known = link(stored, target);
    if (known.isPresent()) {
      return known.get();
    }
    ModelHeader header = storage.load(modelId, target);
    keep(stored, header, target);
    return header;
  }

  /**
   * Returns the header of a model that is kept, without a call. It may be that of an earlier model
   * with the same id, which {@link #load} finds out.
   */
  public synchronized Optional<ModelHeader> findHeader(int modelId) {
    return kept.values().stream()
        .filter(model -> model.stored().modelId() == modelId)
        .map(Kept::header)
        .findFirst();
  }

  private synchronized Optional<ModelHeader> link(StoredModelFile stored, Path target) {
    Optional<Kept> found =
        kept.values().stream().filter(model -> model.stored().equals(stored)).findFirst();
    if (found.isEmpty() || !link(found.get().file(), target)) {
      return Optional.empty();
    }
    kept.get(Purpose.of(found.get().header()));
    return Optional.of(found.get().header());
  }

  /**
   * Keeps the file of a model, until others are used more recently.
   *
   * @param stored the model, as the model storage has it
   * @param header that it was stored with
   * @param file its weights, which nobody changes any more
   */
  public synchronized void keep(StoredModelFile stored, ModelHeader header, Path file) {
    Purpose purpose = Purpose.of(header);
    Path own =
        directory.resolve(purpose.pipelineId() + "-" + purpose.role().getNumber() + ".safetensors");
    kept.remove(purpose);
    DurableFiles.delete(own);
    if (!link(file, own)) {
      return;
    }
    kept.put(purpose, new Kept(stored, header, own));
    if (kept.size() > capacity) {
      Iterator<Kept> leastRecentlyUsed = kept.values().iterator();
      DurableFiles.delete(leastRecentlyUsed.next().file());
      leastRecentlyUsed.remove();
    }
  }

  /** Returns false on a filesystem without hard links. */
  private static boolean link(Path existing, Path link) {
    try {
      Files.createLink(link, existing);
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      log.info("The weights are loaded again, as {} cannot be linked: {}", existing, e.toString());
      return false;
    }
  }
}
