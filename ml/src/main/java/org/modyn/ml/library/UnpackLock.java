package org.modyn.ml.library;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.modyn.common.error.Interruptible;

/**
 * Lets one process at a time unpack a folder; the others wait. The operating system releases the
 * lock when the process ends. The file is never deleted, because two processes could then lock two
 * different files of that name.
 */
final class UnpackLock implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(200);

  /** Not a channel, because an interrupt would close it. */
  private final RandomAccessFile file;

  private UnpackLock(RandomAccessFile file) {
    this.file = requireNonNull(file, "file is null");
  }

  /**
   * Waits for the lock.
   *
   * @param folder to be unpacked; its parent exists
   * @param messages receives a line when another process holds the lock
   * @throws org.modyn.common.error.ModynException CANCELLED when the thread is interrupted
   */
  static UnpackLock acquire(Path folder, Consumer<String> messages) throws IOException {
    Path path = folder.resolveSibling(folder.getFileName() + ".lock");
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    try {
      if (!isLocked(file)) {
        messages.accept("waiting for another process that unpacks PyTorch to " + folder);
        do {
          Interruptible.sleep(PAUSE, "waiting for PyTorch to be unpacked to " + folder);
        } while (!isLocked(file));
      }
      return new UnpackLock(file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Tries to lock the file; the lock ends when the file is closed. */
  private static boolean isLocked(RandomAccessFile file) throws IOException {
    try {
      FileLock lock = file.getChannel().tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      // another thread of this JVM
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
