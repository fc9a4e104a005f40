package org.modyn.storage.filesystem.cache;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cache directory of one running server: the first of {@code 0}, {@code 1}, ... in the
 * configured directory that is not locked by another server. So the servers of one machine can
 * share a configuration, and each reuses the directory of an earlier one.
 */
final class CacheDirectory implements AutoCloseable {
  private static final int MAXIMUM_SERVERS = 64;
  private static final String INCOMPLETE = ".incomplete";
  private static final Logger log = LoggerFactory.getLogger(CacheDirectory.class);

  private final Path path;
  private final FileChannel lockFile;
  private final AtomicLong temporaryNames = new AtomicLong();

  private CacheDirectory(Path path, FileChannel lockFile) {
    this.path = requireNonNull(path, "path is null");
    this.lockFile = requireNonNull(lockFile, "lockFile is null");
  }

  /**
   * @throws ModynException FAILED_PRECONDITION when the directory cannot be used
   */
  static CacheDirectory acquire(Path parent) {
    try {
      for (int number = 0; number < MAXIMUM_SERVERS; number++) {
        Path candidate =
            Files.createDirectories(
                parent.resolve(String.valueOf(number)), DurableFiles.OWNER_ONLY);
        FileChannel lockFile =
            FileChannel.open(
                candidate.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(lockFile)) {
          return new CacheDirectory(candidate, lockFile);
        }
        lockFile.close();
      }
    } catch (IOException e) {
      throw unusable(parent, e);
    }
    throw ModynException.failedPrecondition(
        "%d servers use the cache directory %s already; give this one another directory",
        MAXIMUM_SERVERS, parent);
  }

  static ModynException unusable(Path parent, IOException cause) {
    return new ModynException(
        ErrorCategory.FAILED_PRECONDITION,
        "cannot use the cache directory %s: %s; make it writable, or name another one"
            .formatted(parent, cause),
        cause);
  }

  private static boolean tryLock(FileChannel lockFile) throws IOException {
    try {
      return lockFile.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      log.debug("A server of this process has the lock", e);
      return false;
    }
  }

  Path path() {
    return path;
  }

  Path file(BlockKey key) {
    return path.resolve(key.fileName());
  }

  Path newTemporaryFile() {
    return path.resolve(temporaryNames.incrementAndGet() + INCOMPLETE);
  }

  void delete(BlockKey key) {
    try {
      Files.deleteIfExists(file(key));
    } catch (IOException e) {
      log.warn("Cannot delete {}; the cache takes more space than it should", file(key), e);
    }
  }

  /** A block of an earlier server. */
  record FoundBlock(BlockKey key, int size, FileTime written) {}

  /**
   * Returns the blocks of earlier servers, oldest first; deletes incomplete ones.
   *
   * @throws ModynException FAILED_PRECONDITION when the directory cannot be used
   */
  List<FoundBlock> blocks() {
    List<FoundBlock> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (name.endsWith(INCOMPLETE)) {
          Files.delete(file);
        }
        Optional<BlockKey> key = BlockKey.parse(name);
        if (key.isPresent()) {
          BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
          int size =
              (int) Math.clamp(attributes.size() - BlockFile.TRAILER_BYTES, 0, Integer.MAX_VALUE);
          found.add(new FoundBlock(key.get(), size, attributes.lastModifiedTime()));
        }
      }
    } catch (IOException e) {
      close();
      throw unusable(path, e);
    }
    found.sort(comparing(FoundBlock::written));
    return found;
  }

  /** Lets another server use the directory. */
  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      log.warn("Cannot close the lock file in {}", path, e);
    }
  }
}
