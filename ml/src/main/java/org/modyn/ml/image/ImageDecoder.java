package org.modyn.ml.image;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import org.modyn.common.error.ModynException;

/**
 * Decodes PNG, JPEG, BMP and GIF (the first picture) into grey, or red, green and blue, to the
 * values that Pillow's {@code Image.open(..).convert("L")} or {@code convert("RGB")} gives. Colour
 * profiles are not applied, as Pillow does not.
 *
 * <p>Stricter than Pillow: a checksum that is wrong, data that ends too early, and whatever a
 * reader warns of are errors. An image that claims more than {@value #MAXIMUM_PIXELS} pixels, the
 * number from which on Pillow warns, is refused before its pixels are decoded.
 *
 * <p>Java decodes JPEG with libjpeg 6b and Pillow with libjpeg-turbo. They agree, except for
 * components that are stored at half of the height and full width (4:4:0), which are interpolated
 * here ({@link HalvedRows}).
 *
 * <p>Not safe for concurrent use. Creates objects for each image.
 */
public final class ImageDecoder {
  static final int MAXIMUM_PIXELS = 89_478_485;

  private final int channels;
  private final boolean upright;
  private final FormatReader png = new FormatReader("png");
  private final FormatReader jpeg = new FormatReader("jpeg");
  private final FormatReader bmp = new FormatReader("bmp");
  private final FormatReader gif = new FormatReader("gif");
  private final RasterPixels pixels = new RasterPixels();
  private final HalvedRows halvedRows = new HalvedRows();
  private final PixelBuffer turned = new PixelBuffer();
  private byte[] colours = {};

  /**
   * @param channels of the decoded images: 1 for grey, 3 for red, green and blue
   * @param upright whether to rotate and mirror images to the orientation in their Exif data, as
   *     Pillow's {@code ImageOps.exif_transpose}; false: images are decoded as stored in the file
   */
  public ImageDecoder(int channels, boolean upright) {
    this.channels = channels;
    this.upright = upright;
  }

  /**
   * Decodes one image.
   *
   * @param bytes the encoded image, its first {@code length} bytes
   * @throws ModynException INVALID_ARGUMENT when the bytes are not an image, a damaged one, or one
   *     that is too large; the message has no subject, as {@code is a damaged image: it ends too
   *     early}
   */
  public void decode(byte[] bytes, int length, PixelBuffer target) {
    int orientation = Exif.UPRIGHT;
    if (PngHeader.isPng(bytes, length)) {
      PngHeader header = PngHeader.read(bytes, length);
      orientation = header.orientation();
      decode(png, bytes, length, header.size(), target);
    } else if (JpegHeader.isJpeg(bytes, length)) {
      JpegHeader header = JpegHeader.read(bytes, length);
      orientation = header.orientation();
      decodeJpeg(bytes, length, header, target);
    } else {
      FormatReader reader = otherReader(bytes, length);
      decode(reader, bytes, length, reader.size(bytes, length), target);
    }
    if (upright && orientation != Exif.UPRIGHT) {
      Exif.makeUpright(target, orientation, turned);
      target.swap(turned);
    }
  }

  private FormatReader otherReader(byte[] bytes, int length) {
    if (length > 6 && bytes[0] == 'B' && bytes[1] == 'M') {
      // the reader treats missing bytes as black
      if (length < littleEndian(bytes, 2, 4)) {
        throw FormatReader.damaged("it ends too early", null);
      }
      return bmp;
    }
    if (length > 10 && bytes[0] == 'G' && bytes[1] == 'I' && bytes[2] == 'F') {
      return gif;
    }
    throw ModynException.invalidArgument("is not an image of a known format (PNG, JPEG, BMP, GIF)");
  }

  private static long littleEndian(byte[] bytes, int from, int count) {
    long value = 0;
    for (int index = count - 1; index >= 0; index--) {
      value = value << 8 | bytes[from + index] & 0xff;
    }
    return value;
  }

  private void decode(
      FormatReader reader, byte[] bytes, int length, ImageSize size, PixelBuffer target) {
    checkSize(size);
    if (reader == gif && !isWholeGif(bytes, size)) {
      throw ModynException.invalidArgument(
          "is a GIF image whose first picture is only a part of it; it cannot be loaded");
    }
    target.start(size.height(), size.width(), channels);
    pixels.copy(reader.image(bytes, length), target);
  }

  /** Whether the first picture is as large as the screen that the file is made for. */
  private static boolean isWholeGif(byte[] bytes, ImageSize size) {
    return littleEndian(bytes, 6, 2) == size.width() && littleEndian(bytes, 8, 2) == size.height();
  }

  private void decodeJpeg(byte[] bytes, int length, JpegHeader header, PixelBuffer target) {
    checkSize(header.size());
    Raster raster = jpeg.raster(bytes, length);
    byte[] components = ((DataBufferByte) raster.getDataBuffer()).getData();
    int count = header.size().height() * header.size().width();
    if (components.length < count * raster.getNumBands()
        || raster.getNumBands() != header.colours().components()) {
      throw FormatReader.damaged("its pixels are not what its header says", null);
    }
    for (int component : header.halvedInHeight()) {
      halvedRows.interpolate(components, header.size(), raster.getNumBands(), component);
    }
    target.start(header.size().height(), header.size().width(), channels);
    if (channels == 3) {
      JpegColours.toRgb(header.colours(), components, count, target.bytes());
    } else if (header.colours() == JpegHeader.Colours.GREY) {
      System.arraycopy(components, 0, target.bytes(), 0, count);
    } else {
      if (colours.length < 3 * count) {
        colours = new byte[3 * count];
      }
      JpegColours.toRgb(header.colours(), components, count, colours);
      for (int pixel = 0; pixel < count; pixel++) {
        target.bytes()[pixel] =
            Grey.ofColour(colours[3 * pixel], colours[3 * pixel + 1], colours[3 * pixel + 2]);
      }
    }
  }

  private static void checkSize(ImageSize size) {
    if ((long) size.height() * size.width() > MAXIMUM_PIXELS) {
      throw ModynException.invalidArgument(
          "is an image of %s; at most %d pixels can be loaded", size, MAXIMUM_PIXELS);
    }
  }
}
