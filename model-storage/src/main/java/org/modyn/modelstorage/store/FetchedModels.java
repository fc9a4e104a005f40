package org.modyn.modelstorage.store;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;

/**
 * Copies in the safetensors format of models that are stored in another form, for clients that ask
 * for a path. A copy is deleted a day after it was last asked for, at the next fetch, and when the
 * server starts. Thread safe.
 */
final class FetchedModels {
  private static final Duration AGE = Duration.ofDays(1);

  private final Path directory;
  private final ModelContents contents;

  /** Opens a directory and empties it. */
  FetchedModels(Path directory, ModelContents contents) {
    this.directory = requireNonNull(directory, "directory is null");
    this.contents = requireNonNull(contents, "contents is null");
    DurableFiles.deleteRecursively(directory);
  }

  /**
   * Returns the path of a model's copy.
   *
   * @throws ModynException as {@link ModelContents#open}
   */
  synchronized Path fetch(int modelId) {
    DurableFiles.createDirectories(directory);
    deleteOld();
    Path copy = copy(modelId);
    if (!touch(copy)) {
      DurableFiles.writeAtomically(
          copy,
          channel -> {
            try (InputStream content = contents.open(modelId).stream()) {
              content.transferTo(Channels.newOutputStream(channel));
            }
          });
    }
    return copy;
  }

  /** Deletes the copy of a model, if there is one. */
  synchronized void delete(int modelId) {
    DurableFiles.delete(copy(modelId));
  }

  private Path copy(int modelId) {
    return directory.resolve(modelId + ".safetensors");
  }

  /** Returns false if there is no such file. */
  private static boolean touch(Path copy) {
    if (!Files.exists(copy)) {
      return false;
    }
    try {
      Files.setLastModifiedTime(copy, FileTime.from(Instant.now()));
      return true;
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(copy, e);
    }
  }

  private void deleteOld() {
    Instant limit = Instant.now().minus(AGE);
    for (Path copy : DurableFiles.list(directory)) {
      try {
        if (Files.getLastModifiedTime(copy).toInstant().isBefore(limit)) {
          DurableFiles.delete(copy);
        }
      } catch (IOException e) {
        throw DurableFiles.cannotRead(copy, e);
      }
    }
  }
}
