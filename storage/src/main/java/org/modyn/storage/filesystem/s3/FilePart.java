package org.modyn.storage.filesystem.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Some bytes of a file as a stream. */
final class FilePart extends FilterInputStream {
  private long left;

  private FilePart(InputStream stream, long length) {
    super(stream);
    this.left = length;
  }

  /**
   * @throws UncheckedIOException when the file cannot be read
   */
  static InputStream open(Path file, long start, long length) {
    try {
      InputStream stream = Files.newInputStream(file);
      stream.skipNBytes(start);
      return new FilePart(stream, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int read() throws IOException {
    int value = left == 0 ? -1 : super.read();
    left -= value < 0 ? 0 : 1;
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (left == 0) {
      return length == 0 ? 0 : -1;
    }
    int bytes = super.read(buffer, offset, (int) Math.min(length, left));
    left -= Math.max(bytes, 0);
    return bytes;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
