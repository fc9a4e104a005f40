package org.modyn.cli.backup;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.modyn.cli.backup.Manifest.Entry;
import org.modyn.cli.progress.Progress;
import org.modyn.cli.progress.TaskProgress;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;

/** Reads the file of a backup. */
final class BackupReader implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path source;
  private final ZipFile archive;
  private final Manifest manifest;

  private BackupReader(Path source, ZipFile archive) throws IOException {
    this.source = requireNonNull(source, "source is null");
    this.archive = requireNonNull(archive, "archive is null");
    this.manifest = readManifest();
  }

  /**
   * @throws ModynException NOT_FOUND when there is no such file; DATA_LOSS when it is not a
   *     complete backup; FAILED_PRECONDITION when a newer Modyn has written it
   */
  @SuppressWarnings("resource") // the reader closes the archive
  static BackupReader open(Path source) {
    try {
      ZipFile archive = new ZipFile(source.toFile());
      try {
        return new BackupReader(source, archive);
      } catch (IOException | RuntimeException e) {
        archive.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      throw new ModynException(ErrorCategory.NOT_FOUND, "there is no file " + source, e);
    } catch (IOException e) {
      throw damaged(source, e);
    }
  }

  private Manifest readManifest() throws IOException {
    ZipEntry entry = archive.getEntry(Manifest.NAME);
    if (entry == null) {
      throw ModynException.dataLoss(
          "%s is not a backup of Modyn: it has no %s", source, Manifest.NAME);
    }
    byte[] json;
    try (InputStream input = archive.getInputStream(entry)) {
      json = input.readAllBytes();
    }
    CRC32 checksum = new CRC32();
    checksum.update(json);
    if (checksum.getValue() != entry.getCrc()) {
      throw ModynException.dataLoss(
          "%s is damaged: the checksum of its %s is wrong; use another backup",
          source, Manifest.NAME);
    }
    return Manifest.parse(source.toString(), json);
  }

  Manifest manifest() {
    return manifest;
  }

  /**
   * Reads all entries, and compares them with their checksums.
   *
   * @throws ModynException DATA_LOSS, naming the entry, when one is damaged or missing
   */
  void verify(Progress progress) {
    byte[] buffer = new byte[BUFFER_BYTES];
    long done = 0;
    for (Entry entry : manifest.entries()) {
      MessageDigest digest = BackupWriter.sha256Digest();
      long size = 0;
      try (InputStream input = open(entry.name())) {
        for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
          digest.update(buffer, 0, read);
          size += read;
          progress.update(new TaskProgress("checking", done + size, manifest.totalSize(), "bytes"));
        }
      } catch (IOException e) {
        throw damaged(entry.name(), e);
      }
      if (size != entry.size()
          || !HexFormat.of().formatHex(digest.digest()).equals(entry.sha256())) {
        throw ModynException.dataLoss(
            "%s is damaged: the checksum of %s is wrong; use another backup", source, entry.name());
      }
      done += size;
    }
    progress.endTask();
  }

  /**
   * Opens an entry.
   *
   * @throws ModynException DATA_LOSS when there is none of that name
   */
  InputStream open(String name) throws IOException {
    ZipEntry entry = archive.getEntry(name);
    if (entry == null) {
      throw ModynException.dataLoss("%s is damaged: it lacks %s; use another backup", source, name);
    }
    return archive.getInputStream(entry);
  }

  /** The error for an entry that cannot be read. */
  ModynException damaged(String name, IOException cause) {
    return damaged(Path.of(source.toString(), name), cause);
  }

  private static ModynException damaged(Path what, IOException cause) {
    return cause instanceof ZipException || cause instanceof java.io.EOFException
        ? new ModynException(
            ErrorCategory.DATA_LOSS,
            "%s is not a backup, or is damaged: %s; use another backup"
                .formatted(what, cause.getMessage()),
            cause)
        : DurableFiles.cannotRead(what, cause);
  }

  @Override
  public void close() {
    try {
      archive.close();
    } catch (IOException e) {
      throw DurableFiles.cannotRead(source, e);
    }
  }
}
