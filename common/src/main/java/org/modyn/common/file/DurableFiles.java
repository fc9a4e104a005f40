package org.modyn.common.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.machine.MachineFault;
import org.modyn.common.error.machine.MachineFaultException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** File operations that are durable when they return. */
public final class DurableFiles {
  /** The permissions of server directories: accessible to their owner only. */
  public static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final String TEMPORARY_SUFFIX = ".incomplete";
  private static final Pattern TEMPORARY = Pattern.compile("\\.(.+)\\.[0-9a-f]{16}\\.incomplete");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Logger log = LoggerFactory.getLogger(DurableFiles.class);

  private DurableFiles() {}

  /** Writes a file's contents to an empty, open channel. */
  @FunctionalInterface
  public interface ContentWriter {
    void write(FileChannel channel) throws IOException;
  }

  /**
   * Writes a file atomically: writes to a temporary name, syncs, and renames. After a crash, {@code
   * target} is either complete or unchanged, and the temporary file may be left, see {@link
   * #deleteIncomplete}. Replaces an existing file, whose permissions are kept.
   *
   * <p>The temporary file is a new one with a random name beside {@code target}: a link that
   * another user has put there is not followed.
   *
   * @throws ModynException as {@link #cannotWrite}
   */
  public static void writeAtomically(Path target, ContentWriter writer) {
    write(target, Optional.empty(), writer);
  }

  /**
   * As above, and sets the modification time of the file.
   *
   * @throws ModynException as {@link #cannotWrite}
   */
  public static void writeAtomically(Path target, FileTime modified, ContentWriter writer) {
    write(target, Optional.of(modified), writer);
  }

  private static void write(Path target, Optional<FileTime> modified, ContentWriter writer) {
    Path temporary = temporary(target);
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS)) {
        keepPermissions(target, temporary);
        writer.write(channel);
        if (modified.isPresent()) {
          Files.setLastModifiedTime(temporary, modified.get());
        }
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      ModynException failure = cannotWrite(target, e);
      discard(temporary, failure);
      throw failure;
    } catch (RuntimeException | Error e) {
      discard(temporary, e);
      throw e;
    }
    syncDirectory(target.getParent());
  }

  private static void discard(Path temporary, Throwable failure) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException suppressed) {
      failure.addSuppressed(suppressed);
    }
  }

  private static Path temporary(Path target) {
    String random = HexFormat.of().toHexDigits(RANDOM.nextLong());
    return target.resolveSibling("." + shortName(target) + "." + random + TEMPORARY_SUFFIX);
  }

  /** Returns the name of a target, shortened so that those of its temporary files are possible. */
  private static String shortName(Path target) {
    String name = target.getFileName().toString();
    int room = PathRoots.LONGEST_NAME - "..".length() - Long.BYTES * 2 - TEMPORARY_SUFFIX.length();
    if (name.getBytes(UTF_8).length <= room) {
      return name;
    }
    // tells names apart that begin alike
    String hash = "~" + HexFormat.of().toHexDigits(name.hashCode());
    int end = name.length();
    while (name.substring(0, end).getBytes(UTF_8).length > room - hash.length()) {
      end = name.offsetByCodePoints(end, -1);
    }
    return name.substring(0, end) + hash;
  }

  private static void keepPermissions(Path target, Path temporary) throws IOException {
    PosixFileAttributeView before =
        Files.getFileAttributeView(target, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (before != null && Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
      Files.setPosixFilePermissions(temporary, before.readAttributes().permissions());
    }
  }

  /**
   * Deletes what a crash has left of the temporary files of a target; no other thread may write the
   * target.
   *
   * @throws ModynException INTERNAL when one cannot be deleted
   */
  public static void deleteIncomplete(Path target) {
    String name = shortName(target);
    for (Path file : list(target.getParent())) {
      Matcher temporary = TEMPORARY.matcher(file.getFileName().toString());
      if (temporary.matches() && temporary.group(1).equals(name)) {
        delete(file);
      }
    }
  }

  /**
   * Deletes what a crash has left of all temporary files in a directory and the directories below
   * it, in which no one may write meanwhile. Symbolic links are not followed.
   *
   * @param directory may be missing
   * @throws ModynException INTERNAL when one cannot be deleted
   */
  public static void deleteAllIncomplete(Path directory) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    for (Path entry : list(directory)) {
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        deleteAllIncomplete(entry);
      } else if (TEMPORARY.matcher(entry.getFileName().toString()).matches()) {
        delete(entry);
        log.info("Deleted {}, which a crash had left", entry);
      }
    }
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

  /** Syncs the content of a file, which makes it durable. */
  public static void syncFile(Path file) {
    sync(file, StandardOpenOption.WRITE);
  }

  /** Syncs a directory, which makes creations, renames and deletions in it durable. */
  public static void syncDirectory(Path directory) {
    sync(directory, StandardOpenOption.READ);
  }

  private static void sync(Path path, StandardOpenOption access) {
    try (FileChannel channel = FileChannel.open(path, access)) {
      channel.force(true);
    } catch (IOException e) {
      throw cannotWrite(path, e);
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

  /** Deletes a directory recursively, if it exists. Links in it are deleted, not their targets. */
  public static void deleteRecursively(Path directory) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    for (Path entry : list(directory)) {
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
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
      throw machineFault("delete", path, OptionalLong.empty(), e)
          .orElseGet(
              () ->
                  new ModynException(
                      ErrorCategory.INTERNAL, "cannot delete %s: %s".formatted(path, e), e));
    }
  }

  /**
   * The error for a file or directory that cannot be written: a {@link MachineFaultException} when
   * the machine is the cause, with the bytes that are left of a full disk; FAILED_PRECONDITION when
   * it may not be written; otherwise INTERNAL.
   */
  public static ModynException cannotWrite(Path path, IOException cause) {
    return cannotWrite(path, OptionalLong.empty(), cause);
  }

  /**
   * As {@link #cannotWrite}, for a file that could not be completed, which this deletes. The error
   * says how many bytes are missing on a full disk.
   *
   * @param size of the complete file, in bytes
   */
  public static ModynException incomplete(Path file, long size, IOException cause) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException suppressed) {
      cause.addSuppressed(suppressed);
    }
    return cannotWrite(file, OptionalLong.of(size), cause);
  }

  private static ModynException cannotWrite(Path path, OptionalLong size, IOException cause) {
    return machineFault("write", path, size, cause).orElseGet(() -> refusedWrite(path, cause));
  }

  private static Optional<ModynException> machineFault(
      String action, Path path, OptionalLong size, IOException cause) {
    return MachineFault.in(cause)
        .map(
            fault ->
                new MachineFaultException(
                    fault,
                    "cannot %s %s: %s%s; %s"
                        .formatted(
                            action,
                            path,
                            fault.description(),
                            switch (fault) {
                              case DISK_FULL -> describeSpace(path, size);
                              case READ_ONLY -> "";
                              case TOO_MANY_OPEN_FILES -> FileDescriptors.describe();
                            },
                            fault.advice()),
                    cause));
  }

  private static ModynException refusedWrite(Path path, IOException cause) {
    if (cause instanceof AccessDeniedException
        || String.valueOf(cause.getMessage()).contains("Permission denied")) {
      return new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          "cannot write %s: permission denied for the user %s"
              .formatted(path, System.getProperty("user.name")),
          cause);
    }
    return new ModynException(
        ErrorCategory.INTERNAL, "cannot write %s: %s".formatted(path, cause), cause);
  }

  /** As much as can be found out, in parentheses; nothing when the disk does not answer. */
  private static String describeSpace(Path path, OptionalLong size) {
    Path existing = path.toAbsolutePath();
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    try {
      FileStore disk = Files.getFileStore(existing);
      long usable = disk.getUsableSpace();
      String missing =
          size.isPresent() && size.getAsLong() > usable
              ? String.format(Locale.ROOT, ", %,d more are needed", size.getAsLong() - usable)
              : "";
      return String.format(
          Locale.ROOT, " (%,d of %,d bytes are left%s)", usable, disk.getTotalSpace(), missing);
    } catch (IOException e) {
      log.debug("Cannot determine the free space at {}", path, e);
      return "";
    }
  }

  /**
   * The error for a file or directory that cannot be read: a {@link MachineFaultException} when the
   * machine is the cause; otherwise INTERNAL.
   */
  public static ModynException cannotRead(Path path, IOException cause) {
    return machineFault("read", path, OptionalLong.empty(), cause)
        .orElseGet(
            () ->
                new ModynException(
                    ErrorCategory.INTERNAL, "cannot read %s: %s".formatted(path, cause), cause));
  }
}
