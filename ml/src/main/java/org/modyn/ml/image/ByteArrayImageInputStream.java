package org.modyn.ml.image;

import javax.imageio.stream.ImageInputStreamImpl;

/** Bytes in memory for {@code javax.imageio}, without the copy that its own streams keep. */
final class ByteArrayImageInputStream extends ImageInputStreamImpl {
  private final byte[] bytes;
  private final int length;

  ByteArrayImageInputStream(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  @Override
  public int read() {
    bitOffset = 0;
    return streamPos < length ? bytes[(int) streamPos++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int count) {
    bitOffset = 0;
    int available = (int) Math.min(count, length - streamPos);
    if (available <= 0) {
      return count == 0 ? 0 : -1;
    }
    System.arraycopy(bytes, (int) streamPos, target, offset, available);
    streamPos += available;
    return available;
  }

  @Override
  public long length() {
    return length;
  }
}
