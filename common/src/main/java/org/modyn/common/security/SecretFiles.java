package org.modyn.common.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;

/** Files with secrets, which only their owner may read. */
public final class SecretFiles {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private SecretFiles() {}

  /**
   * Writes a file with mode 0600, unless there is one: whoever opens the name finds the complete
   * content. Of several processes that call this at the same time, one writes.
   *
   * @return whether this call has written the file
   * @throws ModynException as {@link DurableFiles#cannotWrite}
   */
  static boolean createIfAbsent(Path file, String content) {
    Path temporary = temporary(file, content);
    try {
      Files.createLink(file, temporary);
      DurableFiles.syncDirectory(file.toAbsolutePath().getParent());
      return true;
    } catch (FileAlreadyExistsException _) {
      return false;
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(file, e);
    } finally {
      DurableFiles.delete(temporary);
    }
  }

  /**
   * Writes a new file with mode 0600.
   *
   * @throws ModynException ALREADY_EXISTS, or as {@link DurableFiles#cannotWrite}
   */
  public static void create(Path file, String content) {
    if (!createIfAbsent(file, content)) {
      throw ModynException.alreadyExists("%s exists; delete it, or choose another directory", file);
    }
  }

  /**
   * Writes a file with mode 0600; one that exists is replaced atomically.
   *
   * @throws ModynException as {@link DurableFiles#cannotWrite}
   */
  static void replace(Path file, String content) {
    Path temporary = temporary(file, content);
    try {
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      DurableFiles.delete(temporary);
      throw DurableFiles.cannotWrite(file, e);
    }
    DurableFiles.syncDirectory(file.toAbsolutePath().getParent());
  }

  private static Path temporary(Path file, String content) {
    Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            OWNER_ONLY)) {
      DurableFiles.writeFully(channel, ByteBuffer.wrap(content.getBytes(UTF_8)), 0);
      channel.force(true);
      return temporary;
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(file, e);
    }
  }

  /**
   * Reads a file that others may not read: no permission of others, and of its group only if
   * another user owns it, as where a container mounts secrets.
   *
   * @throws ModynException FAILED_PRECONDITION when there is no such file, others may read it, or
   *     this process may not
   */
  static String read(Path file) {
    try {
      requireRestricted(file);
      return Files.readString(file, UTF_8);
    } catch (NoSuchFileException e) {
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION, "there is no file %s".formatted(file), e);
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION, "cannot read %s: %s".formatted(file, e), e);
    }
  }

  /**
   * Checks that others may not read a file.
   *
   * @throws ModynException FAILED_PRECONDITION when they may
   */
  public static void requireRestricted(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    PosixFileAttributes attributes = view.readAttributes();
    Set<PosixFilePermission> allowed =
        EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE);
    if (!attributes.owner().getName().equals(System.getProperty("user.name"))) {
      allowed.add(PosixFilePermission.GROUP_READ);
    }
    if (!allowed.containsAll(attributes.permissions())) {
      throw ModynException.failedPrecondition(
          "%s contains secrets, but other users have access to it (%s): chmod 600 %s",
          file, PosixFilePermissions.toString(attributes.permissions()), file);
    }
  }
}
