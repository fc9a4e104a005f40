package org.modyn.ml.image;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.modyn.common.error.ModynException;

/**
 * The contents of the markers before the pixels of a JPEG file (ITU-T T.81, annex B).
 *
 * @param colours the color space of the components
 * @param halvedInHeight the indexes, in a pixel, of the components that are stored at half of the
 *     height and at the full width
 * @param orientation of Exif, 1 to 8; 1 if the file does not contain it
 */
record JpegHeader(ImageSize size, Colours colours, List<Integer> halvedInHeight, int orientation) {
  /** The color space of the components of a pixel. */
  enum Colours {
    GREY(1),
    YCBCR(3),
    RGB(3),
    CMYK(4),
    YCCK(4);

    private final int components;

    Colours(int components) {
      this.components = components;
    }

    int components() {
      return components;
    }
  }

  private static final int START_OF_SCAN = 0xda;
  private static final int END_OF_IMAGE = 0xd9;

  /** Of a segment that begins a frame, without its components. */
  private static final int FRAME_BYTES = 8;

  private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};
  private static final byte[] JFIF = {'J', 'F', 'I', 'F', 0};
  private static final byte[] ADOBE = {'A', 'd', 'o', 'b', 'e'};
  private static final int ADOBE_TRANSFORM = 11;

  static boolean isJpeg(byte[] bytes, int length) {
    return length > 3 && bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xd8 && bytes[2] == -1;
  }

  /**
   * @throws ModynException INVALID_ARGUMENT when the file ends before its pixels, or they are of a
   *     kind that is not known
   */
  static JpegHeader read(byte[] bytes, int length) {
    ByteBuffer file = ByteBuffer.wrap(bytes, 0, length);
    int frame = -1;
    boolean jfif = false;
    int adobeTransform = -1;
    int orientation = Exif.UPRIGHT;
    int position = 2;
    while (true) {
      int marker = 0;
      while (position < length && (marker = bytes[position++] & 0xff) == 0xff) {
        // any number of 0xff bytes may precede a marker
      }
      if (marker == START_OF_SCAN) {
        break;
      }
      if (marker == END_OF_IMAGE || position + 2 > length) {
        throw FormatReader.damaged("it ends before its pixels", null);
      }
      int segment = file.getShort(position) & 0xffff;
      int data = position + 2;
      int end = position + segment;
      if (segment < 2 || end > length) {
        throw FormatReader.damaged("it ends before its pixels", null);
      }
      if (isFrame(marker)) {
        if (segment < FRAME_BYTES || segment < FRAME_BYTES + 3 * (bytes[data + 5] & 0xff)) {
          throw FormatReader.damaged("it does not say its components", null);
        }
        frame = data;
      } else if (marker == 0xe0) {
        jfif |= startsWith(bytes, data, end, JFIF);
      } else if (marker == 0xe1 && startsWith(bytes, data, end, EXIF)) {
        orientation = Exif.orientation(bytes, data + EXIF.length, end);
      } else if (marker == 0xee
          && startsWith(bytes, data, end, ADOBE)
          && end - data > ADOBE_TRANSFORM) {
        adobeTransform = bytes[data + ADOBE_TRANSFORM];
      }
      position = end;
      if (position >= length || bytes[position] != (byte) 0xff) {
        throw FormatReader.damaged("it ends before its pixels", null);
      }
    }
    if (frame < 0) {
      throw FormatReader.damaged("it does not say its size", null);
    }
    return frame(file, frame, jfif, adobeTransform, orientation);
  }

  private static JpegHeader frame(
      ByteBuffer file, int frame, boolean jfif, int adobeTransform, int orientation) {
    int height = file.getShort(frame + 1) & 0xffff;
    int width = file.getShort(frame + 3) & 0xffff;
    if (height == 0 || width == 0) {
      throw FormatReader.damaged("it does not say its size", null);
    }
    int components = file.get(frame + 5) & 0xff;
    byte[] ids = new byte[components];
    for (int component = 0; component < ids.length; component++) {
      ids[component] = file.get(frame + 6 + 3 * component);
    }
    return new JpegHeader(
        new ImageSize(height, width),
        colours(components, ids, jfif, adobeTransform),
        halvedInHeight(file, frame + 7, components),
        orientation);
  }

  /**
   * @param first the offset of the first component's sampling factors: horizontal, vertical
   */
  private static List<Integer> halvedInHeight(ByteBuffer file, int first, int components) {
    int widest = 0;
    int highest = 0;
    for (int component = 0; component < components; component++) {
      widest = Math.max(widest, file.get(first + 3 * component) >> 4 & 0xf);
      highest = Math.max(highest, file.get(first + 3 * component) & 0xf);
    }
    List<Integer> halved = new ArrayList<>();
    for (int component = 0; component < components; component++) {
      int factors = file.get(first + 3 * component);
      if ((factors >> 4 & 0xf) == widest && 2 * (factors & 0xf) == highest) {
        halved.add(component);
      }
    }
    return List.copyOf(halved);
  }

  /** Guesses the color space as libjpeg does, since no marker states it. */
  private static Colours colours(int components, byte[] ids, boolean jfif, int adobeTransform) {
    return switch (components) {
      case 1 -> Colours.GREY;
      case 3 -> {
        boolean isRgb =
            !jfif
                && (adobeTransform == 0
                    || (adobeTransform < 0 && ids[0] == 'R' && ids[1] == 'G' && ids[2] == 'B'));
        yield isRgb ? Colours.RGB : Colours.YCBCR;
      }
      case 4 -> adobeTransform > 0 ? Colours.YCCK : Colours.CMYK;
      default ->
          throw ModynException.invalidArgument(
              "is a JPEG image of %d components a pixel; only %s can be loaded",
              components, List.of(Colours.values()));
    };
  }

  /**
   * Whether a marker begins a frame, which contains the size; three markers of the range have other
   * meanings.
   */
  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private static boolean startsWith(byte[] bytes, int from, int end, byte[] prefix) {
    if (end - from < prefix.length) {
      return false;
    }
    for (int index = 0; index < prefix.length; index++) {
      if (bytes[from + index] != prefix[index]) {
        return false;
      }
    }
    return true;
  }
}
