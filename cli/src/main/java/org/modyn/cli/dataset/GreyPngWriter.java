package org.modyn.cli.dataset;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Encodes grayscale images with 8 bits per pixel as PNG, one after another. */
final class GreyPngWriter implements AutoCloseable {
  private final ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();

  /**
   * Encodes an image.
   *
   * @param pixels row by row; 0 is black
   */
  byte[] encode(int width, int height, ByteBuffer pixels) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    byte[] row = new byte[width];
    for (int y = 0; y < height; y++) {
      pixels.get(row);
      image.getRaster().setDataElements(0, y, width, 1, row);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(output);
      writer.write(image);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    writer.dispose();
  }
}
