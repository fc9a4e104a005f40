package org.modyn.storage.filesystem.s3;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.modyn.common.file.DurableFiles;
import org.modyn.storage.filesystem.FileStatus;
import org.modyn.storage.filesystem.FilesystemUnavailableException;

/**
 * The content of an object: a small object is read into memory, a large one in parallel parts into
 * an unlinked file, whose space is released when its mapping ends, even after a crash.
 */
final class WholeObject {
  private static final long SMALL_BYTES = 1L << 20;
  private static final long PART_BYTES = 8L << 20;
  private static final int BUFFER_BYTES = 64 << 10;

  private final S3Storage storage;
  private final S3Location location;
  private final FileStatus file;

  WholeObject(S3Storage storage, S3Location location, FileStatus file) {
    this.storage = requireNonNull(storage, "storage is null");
    this.location = requireNonNull(location, "location is null");
    this.file = requireNonNull(file, "file is null");
  }

  /**
   * @param arena the arena of the memory or the mapping
   * @throws org.modyn.storage.filesystem.FileChangedException when the object has changed
   * @throws FilesystemUnavailableException when S3 does not respond, or the disk is too small
   */
  MemorySegment load(Arena arena) throws IOException {
    if (file.size() == 0) {
      return MemorySegment.NULL;
    }
    if (file.size() <= SMALL_BYTES) {
      byte[] bytes = new byte[(int) file.size()];
      storage
          .requests()
          .read(location, file, 0, file.size(), body -> body.readNBytes(bytes, 0, bytes.length));
      return MemorySegment.ofArray(bytes);
    }
    Path path = storage.cache().newTemporaryFile();
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.READ)) {
      long free = Files.getFileStore(path).getUsableSpace();
      Files.delete(path);
      if (free < file.size()) {
        throw new FilesystemUnavailableException(
            String.format(
                Locale.ROOT,
                "to take %s needs %d bytes on the disk of storage.s3.cache_directory, which has %d",
                file.path(),
                file.size(),
                free),
            null);
      }
      download(channel);
      return channel.map(MapMode.READ_ONLY, 0, file.size(), arena);
    }
  }

  private void download(FileChannel channel) throws IOException {
    List<CompletableFuture<Void>> parts = new ArrayList<>();
    for (long start = 0; start < file.size(); start += PART_BYTES) {
      long from = start;
      long to = Math.min(file.size(), start + PART_BYTES);
      CompletableFuture<Void> part = new CompletableFuture<>();
      parts.add(part);
      storage.execute(() -> downloadPart(channel, from, to, part));
    }
    try {
      for (CompletableFuture<Void> part : parts) {
        part.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException)
          new InterruptedIOException("interrupted while %s was read".formatted(file.path()))
              .initCause(e);
    }
  }

  private void downloadPart(FileChannel channel, long from, long to, CompletableFuture<Void> part) {
    try {
      storage.requests().read(location, file, from, to, body -> copy(body, channel, from, to));
      part.complete(null);
    } catch (IOException | RuntimeException | Error e) {
      part.completeExceptionally(e);
    }
  }

  private static void copy(InputStream body, FileChannel channel, long from, long to)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long at = from;
    while (at < to) {
      int bytes = body.read(buffer, 0, (int) Math.min(buffer.length, to - at));
      DurableFiles.writeFully(channel, ByteBuffer.wrap(buffer, 0, bytes), at);
      at += bytes;
    }
  }
}
