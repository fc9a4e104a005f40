package org.modyn.cli.backup;

import static java.util.Objects.requireNonNull;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;

/**
 * Writes the file of a backup, which only its owner can read: under a temporary name beside the
 * target, until it is complete and durable.
 */
final class BackupWriter implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 20;

  private final Path target;
  private final Path temporary;
  private final ZipOutputStream archive;
  private final List<Manifest.Entry> entries = new ArrayList<>();

  private BackupWriter(Path target, Path temporary, ZipOutputStream archive) {
    this.target = requireNonNull(target, "target is null");
    this.temporary = requireNonNull(temporary, "temporary is null");
    this.archive = requireNonNull(archive, "archive is null");
  }

  /** Writes the content of an entry. */
  @FunctionalInterface
  interface Content {
    /**
     * @throws IOException when {@code output} fails
     */
    void writeTo(OutputStream output) throws IOException;
  }

  /**
   * @throws ModynException as {@link DurableFiles#cannotWrite}
   */
  static BackupWriter create(Path target) {
    Path absolute = target.toAbsolutePath();
    try {
      Path temporary =
          Files.createTempFile(
              absolute.getParent(), absolute.getFileName().toString() + ".", ".incomplete");
      ZipOutputStream archive =
          new ZipOutputStream(
              new BufferedOutputStream(Files.newOutputStream(temporary), BUFFER_BYTES));
      // weights hardly become smaller
      archive.setLevel(Deflater.BEST_SPEED);
      return new BackupWriter(absolute, temporary, archive);
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(absolute, e);
    }
  }

  /** Adds an entry. */
  void add(String name, Content content) {
    try {
      archive.putNextEntry(new ZipEntry(name));
      Digesting output = new Digesting(archive);
      content.writeTo(output);
      archive.closeEntry();
      entries.add(new Manifest.Entry(name, output.size, output.sha256()));
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(target, e);
    }
  }

  /** Returns what was added. */
  List<Manifest.Entry> entries() {
    return List.copyOf(entries);
  }

  /**
   * Adds the manifest, and gives the file its name.
   *
   * @throws ModynException ALREADY_EXISTS when there is a file of that name meanwhile
   */
  void complete(Manifest manifest) {
    try {
      archive.putNextEntry(new ZipEntry(Manifest.NAME));
      archive.write(manifest.toJson());
      archive.closeEntry();
      archive.close();
      DurableFiles.syncFile(temporary);
      if (Files.exists(target)) {
        throw ModynException.alreadyExists("%s exists already; name another file", target);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(target, e);
    }
    DurableFiles.syncDirectory(target.getParent());
  }

  /** Deletes the file if it is not complete. */
  @Override
  public void close() {
    try (archive) {
      DurableFiles.delete(temporary);
    } catch (IOException e) {
      // a full disk cannot take the end of the archive either, which is deleted anyway
      DurableFiles.delete(temporary);
    }
  }

  /** Computes size and checksum of what is written. */
  private static final class Digesting extends FilterOutputStream {
    private final MessageDigest digest = sha256Digest();
    private long size;

    Digesting(OutputStream target) {
      super(target);
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      digest.update(bytes, offset, length);
      size += length;
    }

    String sha256() {
      return HexFormat.of().formatHex(digest.digest());
    }
  }

  static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
