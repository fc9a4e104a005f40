package org.modyn.ml.torchscript;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Copies a zip archive, entry by entry, and changes some. */
final class ArchiveCopy {
  private ArchiveCopy() {}

  /**
   * Writes an archive. Nothing is compressed, as in the files that PyTorch writes.
   *
   * @param target is not closed
   * @param changes functions that replace the bytes of an entry, by the entry's name
   */
  static void write(Path source, OutputStream target, Map<String, UnaryOperator<byte[]>> changes)
      throws IOException {
    ZipOutputStream to = new ZipOutputStream(new BufferedOutputStream(target));
    to.setMethod(ZipOutputStream.STORED);
    try (ZipFile from = new ZipFile(source.toFile())) {
      for (ZipEntry entry : from.stream().toList()) {
        UnaryOperator<byte[]> change = changes.get(entry.getName());
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTime(entry.getTime());
        try (InputStream bytes = from.getInputStream(entry)) {
          if (change == null) {
            copy.setSize(entry.getSize());
            copy.setCrc(entry.getCrc());
            to.putNextEntry(copy);
            bytes.transferTo(to);
          } else {
            write(to, copy, change.apply(bytes.readAllBytes()));
          }
        }
      }
    }
    to.finish();
    to.flush();
  }

  private static void write(ZipOutputStream to, ZipEntry entry, byte[] bytes) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    entry.setSize(bytes.length);
    entry.setCrc(checksum.getValue());
    to.putNextEntry(entry);
    to.write(bytes);
  }
}
