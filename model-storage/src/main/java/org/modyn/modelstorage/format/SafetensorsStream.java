package org.modyn.modelstorage.format;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.modyn.common.safetensors.MalformedSafetensorsException;
import org.modyn.common.safetensors.SafetensorsHeader;

/** A safetensors file that is read once, from beginning to end. Not thread safe. */
public final class SafetensorsStream implements AutoCloseable {
  private final InputStream content;
  private final byte[] beginning;
  private final SafetensorsHeader header;

  private SafetensorsStream(InputStream content, byte[] beginning, SafetensorsHeader header) {
    this.content = requireNonNull(content, "content is null");
    this.beginning = requireNonNull(beginning, "beginning is null");
    this.header = requireNonNull(header, "header is null");
  }

  /**
   * Reads the header.
   *
   * @param content is closed with the stream, and when this method fails
   * @param size of the file, in bytes
   * @throws MalformedSafetensorsException when it is not in the safetensors format
   */
  public static SafetensorsStream open(InputStream content, long size) throws IOException {
    try {
      byte[] beginning = readBeginning(content, size);
      byte[] json = Arrays.copyOfRange(beginning, Long.BYTES, beginning.length);
      return new SafetensorsStream(
          content, beginning, SafetensorsHeader.parse(json, size - beginning.length));
    } catch (IOException | RuntimeException e) {
      try (content) {
        throw e;
      }
    }
  }

  private static byte[] readBeginning(InputStream content, long size) throws IOException {
    byte[] length = content.readNBytes(Long.BYTES);
    long headerBytes =
        length.length < Long.BYTES
            ? 0
            : ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
    int headerLength = SafetensorsHeader.checkLength(headerBytes, size);
    byte[] beginning = Arrays.copyOf(length, Long.BYTES + headerLength);
    readFully(content, beginning, Long.BYTES, headerLength);
    return beginning;
  }

  /** The bytes before the elements: the length of the header, and the header. */
  byte[] beginning() {
    return beginning;
  }

  SafetensorsHeader header() {
    return header;
  }

  /** Whether the tensors of both files have the same names, types, shapes and places. */
  public boolean hasSameTensors(SafetensorsStream other) {
    return header.tensors().equals(other.header.tensors());
  }

  /** Reads the next elements. */
  void read(byte[] elements, int length) throws IOException {
    readFully(content, elements, 0, length);
  }

  private static void readFully(InputStream content, byte[] target, int offset, int length)
      throws IOException {
    if (content.readNBytes(target, offset, length) < length) {
      throw new MalformedModelFileException("it ends too early");
    }
  }

  /** Writes the whole file. */
  public void copyTo(OutputStream target) throws IOException {
    target.write(beginning);
    content.transferTo(target);
  }

  /** Makes sure that nothing follows. A stream that verifies its content does so now. */
  void requireEnd() throws IOException {
    if (content.read() >= 0) {
      throw new MalformedModelFileException("something follows its last tensor");
    }
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
