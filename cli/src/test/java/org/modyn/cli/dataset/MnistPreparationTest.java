package org.modyn.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ModynException;

final class MnistPreparationTest {
  @TempDir private Path directory;

  private final MnistPreparation preparation = new MnistPreparation("data");

  /**
   * Writes the two files of a part: the pixels of an image count up from its index, and so do the
   * labels, from 200.
   */
  static void writePart(Path folder, String part, int width, int height, int images)
      throws IOException {
    ByteBuffer pixels =
        ByteBuffer.allocate(16 + images * width * height)
            .putInt(0x0803)
            .putInt(images)
            .putInt(height)
            .putInt(width);
    ByteBuffer labels = ByteBuffer.allocate(8 + images).putInt(0x0801).putInt(images);
    for (int image = 0; image < images; image++) {
      labels.put((byte) (200 + image));
      for (int pixel = 0; pixel < width * height; pixel++) {
        pixels.put((byte) (image + pixel));
      }
    }
    writeCompressed(folder.resolve(part + "-images-idx3-ubyte.gz"), pixels.array());
    writeCompressed(folder.resolve(part + "-labels-idx1-ubyte.gz"), labels.array());
  }

  private static void writeCompressed(Path file, byte[] content) throws IOException {
    try (OutputStream output = new GZIPOutputStream(Files.newOutputStream(file))) {
      output.write(content);
    }
  }

  @Test
  void writesAnImageAndALabelForEachDigit() throws IOException {
    writePart(source(), "train", 3, 2, 2);
    writePart(source(), "test", 20, 13, 1);

    assertThat(preparation.prepare(source(), output())).isEqualTo(3);

    assertThat(output().resolve("00000.label")).hasContent("200");
    assertThat(output().resolve("00001.label")).hasContent("201");
    assertThat(output().resolve("00002.label")).hasContent("200");
    BufferedImage second = ImageIO.read(output().resolve("00001.png").toFile());
    assertThat(second.getType()).isEqualTo(BufferedImage.TYPE_BYTE_GRAY);
    assertThat(second.getWidth()).isEqualTo(3);
    assertThat(second.getHeight()).isEqualTo(2);
    assertThat(second.getRaster().getPixels(0, 0, 3, 2, (int[]) null))
        .containsExactly(1, 2, 3, 4, 5, 6);
    BufferedImage third = ImageIO.read(output().resolve("00002.png").toFile());
    assertThat(third.getRaster().getSample(19, 12, 0)).isEqualTo(259 % 256);
    try (var files = Files.list(output())) {
      assertThat(files).hasSize(6);
    }
  }

  @Test
  void aThousandImagesArriveOnEachDay() throws IOException {
    writePart(source(), "train", 1, 1, 1000);
    writePart(source(), "test", 1, 1, 2);

    preparation.prepare(source(), output());

    assertThat(modified("00000.png")).isEqualTo(Instant.parse("2000-01-01T00:00:00Z"));
    assertThat(modified("00001.png")).isEqualTo(Instant.parse("2000-01-01T00:01:26Z"));
    assertThat(modified("00999.png")).isEqualTo(Instant.parse("2000-01-01T23:51:54Z"));
    assertThat(modified("01000.png")).isEqualTo(Instant.parse("2000-01-02T00:00:00Z"));
    assertThat(modified("01001.label")).isEqualTo(modified("01001.png"));
  }

  @Test
  void refusesWhatIsNoIdxFile() throws IOException {
    writePart(source(), "train", 2, 2, 1);
    writePart(source(), "test", 2, 2, 1);
    Path images = source().resolve("train-images-idx3-ubyte.gz");
    byte[] compressed = Files.readAllBytes(images);

    writeCompressed(images, new byte[] {0, 0, 8});
    assertRefused(images + ": is not an IDX file of bytes with 3 dimensions");
    writeCompressed(images, ByteBuffer.allocate(17).putInt(0x0803).putInt(1).array());
    assertRefused(images + ": dimension 1 has the size 0");
    writeCompressed(
        images, ByteBuffer.allocate(19).putInt(0x0803).putInt(1).putInt(2).putInt(2).array());
    assertRefused(images + ": should have 4 bytes after its header, but has 3");
    Files.write(images, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    assertRefused(images + ": is not compressed with gzip");
    Files.delete(images);
    assertRefused("no such file: " + images);

    Files.write(images, compressed);
    assertThat(preparation.prepare(source(), output())).isEqualTo(2);
  }

  @Test
  void refusesImagesWithoutLabels() throws IOException {
    writePart(source(), "train", 2, 2, 2);
    Path labels = source().resolve("train-labels-idx1-ubyte.gz");
    writeCompressed(labels, ByteBuffer.allocate(9).putInt(0x0801).putInt(1).array());

    assertRefused("has 2 images, but there are 1 labels");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> preparation.prepare(source(), output()))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining(message);
  }

  private Path source() throws IOException {
    return Files.createDirectories(directory.resolve("data"));
  }

  private Path output() throws IOException {
    return Files.createDirectories(directory.resolve("output"));
  }

  private Instant modified(String file) throws IOException {
    return Files.getLastModifiedTime(output().resolve(file)).toInstant();
  }
}
