package org.modyn.common.testing;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;

/**
 * A small file system in memory that a test fills, frees and makes read-only. Needs the right to
 * mount; elsewhere, the test that creates one is skipped.
 */
public final class SmallDisk implements AutoCloseable {
  private static final int PAGE = 4_096;
  private static final int PAGES = 512;

  private final Path path;
  private boolean readOnly;

  private SmallDisk(Path path) {
    this.path = requireNonNull(path, "path is null");
  }

  /**
   * Mounts a file system.
   *
   * @param path an empty or new directory
   */
  public static SmallDisk mount(Path path, long bytes) throws IOException {
    Files.createDirectories(path);
    String reason = run("mount", "-t", "tmpfs", "-o", "mode=700,size=" + bytes, "tmpfs", path);
    assume(reason);
    return new SmallDisk(path);
  }

  private static void assume(String reason) {
    Assumptions.assumeTrue(
        reason.isEmpty(), () -> "only a user who may mount a file system can test this: " + reason);
  }

  /** Returns the root of the file system. */
  public Path path() {
    return path;
  }

  /** Fills the file system to the last byte. */
  public void fill() throws IOException {
    fillTo(0);
  }

  /** Fills the file system except for some bytes, a multiple of the size of a page. */
  public void fillTo(long left) throws IOException {
    byte[] page = new byte[PAGE];
    byte[] pages = new byte[PAGES * PAGE];
    try (OutputStream filler =
        Files.newOutputStream(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (usableBytes() >= left + pages.length) {
        filler.write(pages);
      }
      while (usableBytes() > left) {
        filler.write(page);
      }
    }
  }

  private long usableBytes() throws IOException {
    return Files.getFileStore(path).getUsableSpace();
  }

  /** Frees what {@link #fill} has filled. */
  public void free() throws IOException {
    Files.delete(filler());
  }

  private Path filler() {
    return path.resolve("filler");
  }

  /**
   * Makes the file system read-only for files that are opened from now on. Where this is not
   * allowed, as in some containers, the test is skipped.
   */
  public void makeReadOnly() throws IOException {
    // a file system with files that are open for writing cannot be remounted, but shadowed
    assume(run("mount", "--bind", path, path));
    readOnly = true;
    assume(run("mount", "-o", "remount,bind,ro", path));
  }

  /** Undoes {@link #makeReadOnly}. */
  public void makeWritable() throws IOException {
    require(run("umount", "--lazy", path));
    readOnly = false;
  }

  @Override
  public void close() throws IOException {
    if (readOnly) {
      makeWritable();
    }
    require(run("umount", "--lazy", path));
  }

  private static void require(String reason) throws IOException {
    if (!reason.isEmpty()) {
      throw new IOException(reason);
    }
  }

  /** Returns what a failed command has printed; nothing if it has succeeded. */
  private static String run(Object... command) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(Arrays.stream(command).map(Object::toString).toList())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      return e.toString();
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      return process.waitFor() == 0 ? "" : command[0] + " failed: " + output;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
