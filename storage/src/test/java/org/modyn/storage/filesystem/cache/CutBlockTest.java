package org.modyn.storage.filesystem.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.file.MappedMemory;
import org.modyn.common.testing.ChildJvm;

/** A block that is cut while it is verified or read is an error, and not the end of the JVM. */
final class CutBlockTest {
  private static final int SIZE = 1 << 20;

  /** As many cuts as are met before it ends. */
  private static final int ERRORS = 200;

  private static final int ROUNDS = 100_000;
  private static final long MENDED_NANOS = 500_000;
  private static final BlockKey KEY = new BlockKey(1, 2, 3);

  @TempDir private Path directory;

  @Test
  void isAnError() throws Exception {
    ChildJvm.Result result = ChildJvm.run(directory, Main.class);
    assertThat(result.exitCode()).as(result.output()).isZero();
  }

  /** Opens and reads a block, while another thread cuts and mends its file all the time. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
      Path file = Path.of("block").toAbsolutePath();
      byte[] content = content();
      Files.write(file, content);
      AtomicBoolean done = new AtomicBoolean();
      Thread cutter = Thread.ofPlatform().daemon().start(() -> cutAndMend(file, content, done));
      int errors = 0;
      byte[] copy = new byte[SIZE];
      for (int round = 0; errors < ERRORS && round < ROUNDS; round++) {
        errors += read(file, copy) ? 0 : 1;
      }
      done.set(true);
      cutter.join();
      System.out.println(errors + " errors");
      System.exit(errors == ERRORS ? 0 : 1);
    }

    private static byte[] content() {
      byte[] content = new byte[SIZE + BlockFile.TRAILER_BYTES];
      new Random(1).nextBytes(content);
      CRC32C checksum = BlockFile.checksum(KEY);
      checksum.update(content, 0, SIZE);
      ByteBuffer.wrap(content)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt(SIZE, (int) checksum.getValue());
      return content;
    }

    /** Whether all of the block was there. */
    private static boolean read(Path file, byte[] copy) {
      try {
        boolean whole =
            BlockFile.open(file, KEY, SIZE).map(block -> readAll(block, copy)).isPresent();
        MappedMemory.raisePendingError();
        return whole;
      } catch (IOException | InternalError e) {
        return false;
      }
    }

    private static byte[] readAll(BlockFile.Content block, byte[] copy) {
      try (Arena arena = block.arena().orElseThrow()) {
        MemorySegment.copy(block.bytes(), ValueLayout.JAVA_BYTE, 0, copy, 0, SIZE);
        MappedMemory.raisePendingError();
        return copy;
      }
    }

    private static void cutAndMend(Path file, byte[] content, AtomicBoolean done) {
      Random random = new Random(2);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        while (!done.get()) {
          channel.truncate(random.nextInt(SIZE));
          channel.write(ByteBuffer.wrap(content), 0);
          LockSupport.parkNanos(MENDED_NANOS);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
