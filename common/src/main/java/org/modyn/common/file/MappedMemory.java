package org.modyn.common.file;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.zip.Checksum;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * Reads memory that is a mapped file, which somebody may cut, or whose disk may fail, while it is
 * read.
 *
 * <p>Such an access is a signal, SIGBUS. In compiled Java code and in copies between segments the
 * JVM makes an {@link InternalError} of it. Anywhere else it kills the process: in intrinsics
 * (checksums, {@code mismatch}), and in native libraries. So these get a copy, and never the
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
   * Runs something that reads a mapped file.
   *
   * @throws ModynException DATA_LOSS, naming the file, when it was cut
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
   * Throws the error now when one is pending: for the end of a block that catches it. The JVM
   * throws it when the thread next passes a point where it may be stopped, which can lie behind the
   * access; the return from a native method is such a point.
   *
   * @throws InternalError when a mapped file that this thread has read was cut
   */
  public static void raisePendingError() {
    boolean unused = Thread.holdsLock(MappedMemory.class);
  }

  /**
   * As {@link #reading(Path, Supplier)}, without a result.
   *
   * @throws ModynException DATA_LOSS, naming the file, when it was cut
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
   * Whether an error says that some mapped file was cut. It may come a little later than the access
   * that it is about.
   */
  public static boolean isCut(Throwable error) {
    return error instanceof InternalError
        && String.valueOf(error.getMessage()).contains("unsafe memory access");
  }
}
