package org.modyn.ml.image;

/** The brightness of colours by ITU-R BT.601, in the 16-bit fixed point in which Pillow has it. */
final class Grey {
  private Grey() {}

  /** {@code (299 red + 587 green + 114 blue) / 1000}, rounded; all of them are unsigned. */
  static byte ofColour(byte red, byte green, byte blue) {
    return (byte)
        (19_595 * (red & 0xff) + 38_470 * (green & 0xff) + 7_471 * (blue & 0xff) + 0x8000 >> 16);
  }
}
