package org.modyn.common.file;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.zip.Checksum;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * Reads memory-mapped files that may be truncated, or whose disk may fail, during the access.
 *
 * <p>Such an access raises the signal SIGBUS. In compiled Java code and in copies between segments,
 * the JVM converts it to an {@link InternalError}. In intrinsics (checksums, {@code mismatch}) and
 * native libraries it terminates the process. These therefore operate on a copy, never on the
 * mapping.
 */
public final class MappedMemory {
  private static final int COPIED_BYTES = 16 << 10;

  private MappedMemory() {}

  /** Continues a checksum with {@code length} bytes from {@code offset}, block by block. */
  public static void update(Checksum checksum, MemorySegment bytes, long offset, long length) {
    byte[] block = new byte[(int) Math.min(COPIED_BYTES, length)];
    for (long done = 0; done < length; done += block.length) {
      int size = (int) Math.min(block.length, length - done);
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, offset + done, block, 0, size);
      checksum.update(block, 0, size);
    }
  }

  /**
   * Runs an action that reads a mapped file.
   *
   * @throws ModynException DATA_LOSS, naming the file, when it was truncated
   */
  public static <T> T reading(Path file, Supplier<T> reader) {
    try {
      T result = reader.get();
      raisePendingError();
      return result;
    } catch (InternalError e) {
      throw new ModynException(
          ErrorCategory.DATA_LOSS,
          "%s was cut, or its disk failed, while it was read".formatted(file),
          e);
    }
  }

  /**
   * Throws a pending error now; call this at the end of a block that catches it. The JVM throws the
   * error at the thread's next safepoint, which can be after the access; the return from a native
   * method is a safepoint.
   *
   * @throws InternalError when a mapped file that this thread has read was truncated
   */
  public static void raisePendingError() {
    boolean unused = Thread.holdsLock(MappedMemory.class);
  }

  /**
   * As {@link #reading(Path, Supplier)}, without a result.
   *
   * @throws ModynException DATA_LOSS, naming the file, when it was truncated
   */
  public static void reading(Path file, Runnable reader) {
    reading(
        file,
        () -> {
          reader.run();
          return file;
        });
  }

  /**
   * Returns whether an error reports that a mapped file was truncated. The error may be thrown some
   * time after the access.
   */
  public static boolean isCut(Throwable error) {
    return error instanceof InternalError
        && String.valueOf(error.getMessage()).contains("unsafe memory access");
  }
}
