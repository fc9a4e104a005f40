package org.modyn.ml.image;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.modyn.common.error.ModynException;

/**
 * The contents of the chunks of a PNG file (ISO/IEC 15948, section 5), except for the pixels.
 *
 * @param orientation of Exif, 1 to 8; 1 if the file does not contain it
 */
record PngHeader(ImageSize size, int orientation) {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int IHDR = 0x49484452;
  private static final int EXIF = 0x65584966;
  private static final int IEND = 0x49454e44;

  /** Length, type and checksum of a chunk. */
  private static final int CHUNK_BYTES = 12;

  static boolean isPng(byte[] bytes, int length) {
    return length >= SIGNATURE.length
        && Arrays.equals(bytes, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
  }

  /**
   * Reads all chunks and verifies their checksums, which Java's readers do not.
   *
   * @throws ModynException INVALID_ARGUMENT when a checksum is wrong, or the end is missing
   */
  static PngHeader read(byte[] bytes, int length) {
    ByteBuffer file = ByteBuffer.wrap(bytes, 0, length);
    CRC32 checksum = new CRC32();
    ImageSize size = null;
    int orientation = Exif.UPRIGHT;
    int type = 0;
    for (int position = SIGNATURE.length; type != IEND; ) {
      if (length - position < CHUNK_BYTES) {
        throw FormatReader.damaged("it ends too early", null);
      }
      int dataLength = file.getInt(position);
      if (dataLength < 0 || dataLength > length - position - CHUNK_BYTES) {
        throw FormatReader.damaged("it ends too early", null);
      }
      type = file.getInt(position + 4);
      int data = position + 8;
      checksum.reset();
      checksum.update(bytes, position + 4, 4 + dataLength);
      if ((int) checksum.getValue() != file.getInt(data + dataLength)) {
        throw FormatReader.damaged("a checksum is wrong", null);
      }
      if (type == IHDR && dataLength >= 8) {
        size = size(file, data);
      } else if (type == EXIF) {
        orientation = Exif.orientation(bytes, data, data + dataLength);
      }
      position = data + dataLength + 4;
    }
    if (size == null) {
      throw FormatReader.damaged("it does not say its size", null);
    }
    return new PngHeader(size, orientation);
  }

  private static ImageSize size(ByteBuffer file, int data) {
    int width = file.getInt(data);
    int height = file.getInt(data + 4);
    if (height < 1 || width < 1) {
      throw FormatReader.damaged("it does not say its size", null);
    }
    return new ImageSize(height, width);
  }
}
