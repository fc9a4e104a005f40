package org.modyn.ml.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The orientation in Exif data (CIPA DC-008, tag 274): how a camera was held. */
final class Exif {
  /** The first row of pixels is the top, the first column the left. */
  static final int UPRIGHT = 1;

  /** The first column is the right. */
  static final int MIRRORED = 2;

  private static final int ORIENTATION_TAG = 274;
  private static final int ENTRY_BYTES = 12;
  private static final int SHORT = 3;

  private Exif() {}

  /**
   * Reads the orientation.
   *
   * @param from the offset of the TIFF header
   * @return 1 to 8; {@link #UPRIGHT} if the data does not contain it, or is damaged
   */
  static int orientation(byte[] bytes, int from, int end) {
    if (end - from < 8) {
      return UPRIGHT;
    }
    ByteBuffer data = ByteBuffer.wrap(bytes, from, end - from).slice();
    data.order(data.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long directory = Integer.toUnsignedLong(data.getInt(4));
    if (data.getShort(2) != 42 || directory + 2 > data.limit()) {
      return UPRIGHT;
    }
    int entries = data.getShort((int) directory) & 0xffff;
    for (int entry = 0; entry < entries; entry++) {
      long position = directory + 2 + (long) ENTRY_BYTES * entry;
      if (position + ENTRY_BYTES > data.limit()) {
        return UPRIGHT;
      }
      int at = (int) position;
      if ((data.getShort(at) & 0xffff) == ORIENTATION_TAG && data.getShort(at + 2) == SHORT) {
        int orientation = data.getShort(at + 8);
        return orientation >= 1 && orientation <= 8 ? orientation : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  /** Whether rows become columns. */
  static boolean transposes(int orientation) {
    return orientation >= 5;
  }

  /**
   * Turns and mirrors an image so that it is upright, as Pillow's {@code ImageOps.exif_transpose}.
   *
   * @param output to be started and filled
   */
  static void makeUpright(PixelBuffer input, int orientation, PixelBuffer output) {
    boolean transposes = transposes(orientation);
    boolean fromRight =
        orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    boolean fromBottom =
        orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    int height = transposes ? input.width() : input.height();
    int width = transposes ? input.height() : input.width();
    int channels = input.channels();
    output.start(height, width, channels);
    int target = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int row = transposes ? x : y;
        int column = transposes ? y : x;
        int source =
            ((fromBottom ? input.height() - 1 - row : row) * input.width()
                    + (fromRight ? input.width() - 1 - column : column))
                * channels;
        for (int channel = 0; channel < channels; channel++) {
          output.bytes()[target++] = input.bytes()[source + channel];
        }
      }
    }
  }
}
