package org.modyn.common.database;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * Keeps others out of a directory. The lock is an operating system lock on the empty file {@code
 * <directory>.lock} beside it: it vanishes with the process, however that ends. The file stays: to
 * remove it would let two processes lock two different files of that name.
 */
final class DirectoryLock implements AutoCloseable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @throws ModynException FAILED_PRECONDITION when another process, or another part of this one,
   *     holds the lock, or when the file cannot be written
   */
  @SuppressWarnings("resource") // closing would drop the lock that another part of this JVM holds
  static DirectoryLock acquire(Path directory) {
    Path file = directory.resolveSibling(directory.getFileName() + ".lock");
    try {
      Files.createDirectories(file.getParent());
      FileChannel channel = FileChannel.open(file, CREATE, WRITE);
      try {
        if (channel.tryLock() != null) {
          return new DirectoryLock(channel);
        }
      } catch (OverlappingFileLockException e) {
        throw inUse(directory, e);
      }
      channel.close();
      throw inUse(directory, null);
    } catch (IOException e) {
      throw PostgresBinaries.cannotWrite("lock", file, e);
    }
  }

  private static ModynException inUse(Path directory, Throwable cause) {
    return new ModynException(
        ErrorCategory.FAILED_PRECONDITION,
        ("the database in %s is in use by another Modyn process; stop that one or choose another"
                + " state directory")
            .formatted(directory),
        cause);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new ModynException(ErrorCategory.INTERNAL, "cannot release a lock: " + e, e);
    }
  }
}
