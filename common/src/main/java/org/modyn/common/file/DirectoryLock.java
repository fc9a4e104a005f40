package org.modyn.common.file;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * Keeps a second process out of a directory, by an operating system lock on the file {@code lock}
 * in it: it vanishes with the process that holds it, however that ends.
 */
public final class DirectoryLock implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  private DirectoryLock(Path path, FileChannel channel) {
    this.path = requireNonNull(path, "path is null");
    this.channel = requireNonNull(channel, "channel is null");
  }

  /**
   * Locks a directory, which is created when it does not exist.
   *
   * @param owner what locks it, as people know it, for example {@code selector}; for the message
   * @throws ModynException FAILED_PRECONDITION when somebody else holds the lock
   */
  public static DirectoryLock acquire(String owner, Path directory) {
    DurableFiles.createDirectories(directory);
    Path path = directory.resolve("lock");
    try {
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel)) {
        return new DirectoryLock(path, channel);
      }
      channel.close();
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(path, e);
    }
    throw ModynException.failedPrecondition(
        "another %s uses %s; stop it, or configure another directory for this one",
        owner, directory);
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      // held by this very process
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.INTERNAL, "cannot release the lock %s: %s".formatted(path, e), e);
    }
  }
}
