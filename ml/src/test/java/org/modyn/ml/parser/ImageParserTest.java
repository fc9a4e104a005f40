package org.modyn.ml.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

final class ImageParserTest {
  private static final String RGB = "Image(mode=\"RGB\", height=2, width=3)";
  private static final String GREY = "Image(mode=\"L\", height=2, width=3)";

  @Test
  void decodesColoursWithChannelsLast() throws IOException {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    int[] pixels = {0x010203, 0xff0000, 0x00ff00, 0x0000ff, 0xffffff, 0x804020};
    image.setRGB(0, 0, 3, 2, pixels, 0, 3);
    assertThat(BytesParsers.create(RGB).tensors())
        .containsExactly(
            new TensorSpecification("data", TensorDataType.UINT8, List.of(2L, 3L, 3L)));
    assertThat(parse(RGB, encode(image, "png")))
        .containsExactly(1, 2, 3, 255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 128, 64, 32);
    // what Pillow's convert("L") gives for these colours
    assertThat(parse(GREY, encode(image, "png"))).containsExactly(2, 76, 150, 29, 255, 79);
  }

  @Test
  void keepsTheValuesOfGreyImages() throws IOException {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
    int[] values = {0, 1, 127, 128, 254, 255};
    image.getRaster().setSamples(0, 0, 3, 2, 0, values);
    assertThat(parse(GREY, encode(image, "png"))).containsExactly(values);
    assertThat(parse(RGB, encode(image, "png")))
        .containsExactly(
            0, 0, 0, 1, 1, 1, 127, 127, 127, 128, 128, 128, 254, 254, 254, 255, 255, 255);
  }

  @Test
  void dropsTransparencyAndLooksUpPalettes() throws IOException {
    BufferedImage transparent = new BufferedImage(3, 2, BufferedImage.TYPE_INT_ARGB);
    transparent.setRGB(2, 1, 0x80102030);
    assertThat(parse(RGB, encode(transparent, "png"))).endsWith(0x10, 0x20, 0x30);
    BufferedImage indexed = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_BINARY);
    indexed.setRGB(2, 1, 0xffffffff);
    assertThat(parse(RGB, encode(indexed, "png"))).startsWith(0, 0, 0).endsWith(255, 255, 255);
    assertThat(parse(GREY, encode(indexed, "png"))).containsExactly(0, 0, 0, 0, 0, 255);
  }

  @Test
  void decodesJpeg() throws IOException {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 3, 2, new int[] {0, 0, 0, 0, 0, 0}, 0, 3);
    assertThat(parse(RGB, encode(image, "jpeg"))).hasSize(18).containsOnly(0);
  }

  @Test
  void refusesWhatIsNoSuchImage() throws IOException {
    byte[] wide = encode(new BufferedImage(4, 2, BufferedImage.TYPE_INT_RGB), "png");
    assertThatThrownBy(() -> parse(RGB, wide))
        .hasMessage(
            "the sample with key 100 is an image of height 2 and width 4, but"
                + " bytes_parser_function says height 2 and width 3");
    byte[] noise = new byte[40];
    new Random(1).nextBytes(noise);
    assertThatThrownBy(() -> parse(RGB, noise))
        .hasMessageContaining(
            "the sample with key 100 is not an image of a known format (PNG, JPEG, BMP, GIF)");
    byte[] torn = Arrays.copyOf(wide, wide.length / 2);
    assertThatThrownBy(() -> parse(RGB, torn))
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
        .hasMessageContaining("the sample with key 100 is a damaged image");
  }

  @Test
  void needsTheSizeOfAllImages() {
    assertThatThrownBy(() -> BytesParsers.create("Image(mode='RGB')").tensors())
        .hasMessageStartingWith("Image: images may differ in their size");
    assertThatThrownBy(() -> BytesParsers.create("Image(mode='L', height=2)"))
        .hasMessage("Image: the argument \"width\" is missing");
    assertThatThrownBy(() -> BytesParsers.create("Image()"))
        .hasMessage("Image: the argument \"mode\" is missing");
  }

  private static byte[] encode(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  /** Parses into the second row. */
  private static int[] parse(String parserText, byte[] sample) {
    BytesParser parser = BytesParsers.create(parserText);
    TensorBatch batch = new TensorBatch(parser.tensors(), 2);
    try (RecordSamples samples = new RecordSamples(sample)) {
      samples.parse(parser, 0, 1, batch, 1);
    }
    byte[] bytes = batch.tensor(0).toArray(ValueLayout.JAVA_BYTE);
    return IntStream.range(bytes.length / 2, bytes.length)
        .map(index -> Byte.toUnsignedInt(bytes[index]))
        .toArray();
  }
}
