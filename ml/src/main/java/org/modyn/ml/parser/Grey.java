package org.modyn.ml.parser;

/** The brightness of colours by ITU-R BT.601, in the 16-bit fixed point in which Pillow has it. */
public final class Grey {
  private Grey() {}

  /** {@code (299 red + 587 green + 114 blue) / 1000}, rounded; all of them 0 to 255. */
  public static int ofColour(int red, int green, int blue) {
    return (19_595 * red + 38_470 * green + 7_471 * blue + 0x8000) >> 16;
  }
}
