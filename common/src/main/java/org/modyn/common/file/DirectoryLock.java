package org.modyn.common.file;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * An exclusive lock on a directory, implemented as an operating system lock on a file, which is
 * released when its process ends in any way. The file contains the process id of the holder and is
 * empty otherwise. It is never deleted, because two processes could then lock two different files
 * of that name.
 */
public final class DirectoryLock implements AutoCloseable {
  private final Path path;

  /**
   * Not a channel, because channels are closed by interrupts, and an interrupted thread must
   * unlock.
   */
  private final RandomAccessFile file;

  private DirectoryLock(Path path, RandomAccessFile file) {
    this.path = requireNonNull(path, "path is null");
    this.file = requireNonNull(file, "file is null");
  }

  /**
   * Locks a server's directory with the file {@code lock} in it.
   *
   * @param owner the name of the server for messages, for example {@code selector}
   * @param directory the directory; created if it does not exist
   * @throws ModynException FAILED_PRECONDITION when the lock is held
   */
  public static DirectoryLock acquire(String owner, Path directory) {
    return acquire(
        directory.resolve("lock"),
        directory.toString(),
        "stop that %s, or configure another directory for this one".formatted(owner));
  }

  /**
   * Locks by a file of any name.
   *
   * @param path is created when it does not exist, with its directory, which only the owner can
   *     read
   * @param subject what is in use when the lock is held, for the message
   * @param advice what to do then, for the message
   * @throws ModynException FAILED_PRECONDITION when another process, or another part of this one,
   *     holds the lock, or when the file cannot be written; RESOURCE_EXHAUSTED when the disk is
   *     full
   */
  @SuppressWarnings("resource") // closing would drop the lock that another part of this JVM holds
  public static DirectoryLock acquire(Path path, String subject, String advice) {
    try {
      Files.createDirectories(path.getParent(), DurableFiles.OWNER_ONLY);
      RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
      try {
        if (file.getChannel().tryLock() == null) {
          String holder = file.readLine();
          file.close();
          throw inUse(
              subject, "process " + (holder == null ? "(just starting)" : holder), advice, null);
        }
      } catch (OverlappingFileLockException e) {
        throw inUse(subject, "this process", advice, e);
      }
      file.setLength(0);
      file.writeBytes(Long.toString(ProcessHandle.current().pid()));
      return new DirectoryLock(path, file);
    } catch (IOException e) {
      throw cannotUse(path, subject, e);
    }
  }

  private static ModynException cannotUse(Path path, String subject, IOException cause) {
    ModynException known = DurableFiles.cannotWrite(path, cause);
    return known.category() == ErrorCategory.INTERNAL
        ? new ModynException(
            ErrorCategory.FAILED_PRECONDITION,
            "cannot use %s: %s; choose another directory".formatted(subject, cause.getMessage()),
            cause)
        : known;
  }

  private static ModynException inUse(
      String subject, String holder, String advice, Throwable cause) {
    return new ModynException(
        ErrorCategory.FAILED_PRECONDITION,
        "%s is in use by %s; %s".formatted(subject, holder, advice),
        cause);
  }

  @Override
  public void close() {
    try (file) {
      file.setLength(0);
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.INTERNAL, "cannot release the lock %s: %s".formatted(path, e), e);
    }
  }
}
