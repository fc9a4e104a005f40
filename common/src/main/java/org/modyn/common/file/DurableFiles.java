package org.modyn.common.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** File operations that are durable when they return. */
public final class DurableFiles {
  /** The permissions of server directories: accessible to their owner only. */
  public static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final String TEMPORARY_SUFFIX = ".incomplete";

  private DurableFiles() {}

  /** Writes a file's contents to an empty, open channel. */
  @FunctionalInterface
  public interface ContentWriter {
    void write(FileChannel channel) throws IOException;
  }

  /**
   * Writes a file atomically: writes to a temporary name, syncs, and renames. After a crash, {@code
   * target} is either complete or unchanged. Replaces an existing file.
   *
   * @throws ModynException INTERNAL, naming the file, when it cannot be written
   */
  public static void writeAtomically(Path target, ContentWriter writer) {
    write(target, Optional.empty(), writer);
  }

  /**
   * As above, and sets the modification time of the file.
   *
   * @throws ModynException INTERNAL, naming the file, when it cannot be written
   */
  public static void writeAtomically(Path target, FileTime modified, ContentWriter writer) {
    write(target, Optional.of(modified), writer);
  }

  private static void write(Path target, Optional<FileTime> modified, ContentWriter writer) {
    Path temporary = target.resolveSibling(target.getFileName() + TEMPORARY_SUFFIX);
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        writer.write(channel);
        if (modified.isPresent()) {
          Files.setLastModifiedTime(temporary, modified.get());
        }
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      ModynException failure = cannotWrite(target, e);
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException suppressed) {
        failure.addSuppressed(suppressed);
      }
      throw failure;
    }
    syncDirectory(target.getParent());
  }

  /** Writes all remaining bytes at {@code position} of the file. */
  public static void writeFully(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    long next = position;
    while (bytes.hasRemaining()) {
      next += channel.write(bytes, next);
    }
  }

  /** Creates the directory and its parents if they do not exist, accessible to their owner only. */
  public static void createDirectories(Path directory) {
    try {
      Files.createDirectories(directory, OWNER_ONLY);
    } catch (IOException e) {
      throw cannotWrite(directory, e);
    }
  }

  /** Syncs a directory, which makes creations, renames and deletions in it durable. */
  public static void syncDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw cannotWrite(directory, e);
    }
  }

  /** Returns the entries of a directory, sorted by name; empty if it does not exist. */
  public static List<Path> list(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw cannotRead(directory, e);
    }
  }

  /** Deletes a directory recursively, if it exists. */
  public static void deleteRecursively(Path directory) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    for (Path entry : list(directory)) {
      if (Files.isDirectory(entry)) {
        deleteRecursively(entry);
      } else {
        delete(entry);
      }
    }
    delete(directory);
  }

  /** Deletes a file or an empty directory, if it exists. */
  public static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (DirectoryNotEmptyException e) {
      throw new ModynException(
          ErrorCategory.INTERNAL, "cannot delete %s: it is not empty".formatted(path), e);
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.INTERNAL, "cannot delete %s: %s".formatted(path, e), e);
    }
  }

  /** Returns the error for a file or directory that cannot be written. */
  public static ModynException cannotWrite(Path path, IOException cause) {
    return new ModynException(
        ErrorCategory.INTERNAL, "cannot write %s: %s".formatted(path, cause), cause);
  }

  /** Returns the error for a file or directory that cannot be read. */
  public static ModynException cannotRead(Path path, IOException cause) {
    return new ModynException(
        ErrorCategory.INTERNAL, "cannot read %s: %s".formatted(path, cause), cause);
  }
}
