package org.modyn.ml.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.testing.GoldenFile;

/** Compares with Pillow; {@code decoding.json} was made by {@code decoding.py} beside it. */
final class ImageDecoderTest {
  private static final List<JsonNode> IMAGES =
      GoldenFile.elements(GoldenFile.read(ImageDecoderTest.class, "decoding.json").get("images"));

  static Stream<Arguments> images() {
    return IMAGES.stream()
        .flatMap(
            image ->
                Stream.of("RGB", "L")
                    .map(mode -> Arguments.of(image.get("name").asText(), mode, image)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("images")
  void decodesToThePixelsOfPillow(String name, String mode, JsonNode image) {
    assertThat(largestDifference(image, mode, false)).isZero();
    if (image.has("upright")) {
      assertThat(largestDifference(image, mode, true)).isZero();
    }
  }

  private static int largestDifference(JsonNode image, String mode, boolean upright) {
    JsonNode expected = image.get(upright ? "upright" : "as_is");
    PixelBuffer pixels =
        decode(mode.equals("L") ? 1 : 3, upright, GoldenFile.bytes(image.get("file")));
    assertThat(pixels.size())
        .isEqualTo(new ImageSize(expected.get("height").asInt(), expected.get("width").asInt()));
    byte[] expectedPixels = GoldenFile.bytes(expected.get(mode));
    assertThat(pixels.length()).isEqualTo(expectedPixels.length);
    int largest = 0;
    for (int index = 0; index < expectedPixels.length; index++) {
      int difference = (pixels.bytes()[index] & 0xff) - (expectedPixels[index] & 0xff);
      largest = Math.max(largest, Math.abs(difference));
    }
    return largest;
  }

  /** Wherever a file is cut off, it is an error, and never an image with grey at the bottom. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "png-rgb",
        "png-palette",
        "jpeg-4:2:0",
        "jpeg-progressive",
        "jpeg-cmyk",
        "bmp-rgb",
        "gif"
      })
  void refusesWhatIsCutOff(String name) {
    byte[] file = file(name);
    for (int length = 0; length < file.length - 2; length += 3) {
      byte[] torn = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> decode(3, false, torn))
          .as("%d of %d bytes", length, file.length)
          .isInstanceOf(ModynException.class);
    }
  }

  @Test
  void refusesChecksumsThatAreWrong() {
    byte[] file = file("png-rgb");
    file[file.length / 2] ^= 4;
    assertRefused(file, "is a damaged image: a checksum is wrong");
  }

  @Test
  void refusesBytesThatAreNoImage() {
    assertRefused(new byte[0], "is not an image of a known format (PNG, JPEG, BMP, GIF)");
    assertRefused("<svg></svg>".getBytes(StandardCharsets.UTF_8), "is not an image");
  }

  @Test
  void refusesAnImageThatClaimsTooManyPixels() {
    byte[] png = file("png-rgb");
    // the width and the height, and the checksum of their chunk
    ByteBuffer.wrap(png).putInt(16, 20_000).putInt(20, 20_000);
    CRC32 checksum = new CRC32();
    checksum.update(png, 12, 17);
    for (int index = 0; index < 4; index++) {
      png[29 + index] = (byte) (checksum.getValue() >> 8 * (3 - index));
    }
    assertRefused(
        png, "is an image of height 20000 and width 20000; at most 89478485 pixels can be loaded");
    byte[] jpeg = file("jpeg-grey");
    int frame = frame(jpeg);
    Arrays.fill(jpeg, frame + 5, frame + 9, (byte) 0xff);
    assertRefused(jpeg, "is an image of height 65535 and width 65535; at most");
  }

  private static int frame(byte[] jpeg) {
    int position = 2;
    while (jpeg[position + 1] != (byte) 0xc0) {
      position += 2 + ((jpeg[position + 2] & 0xff) << 8 | jpeg[position + 3] & 0xff);
    }
    return position;
  }

  private static void assertRefused(byte[] file, String message) {
    assertThatThrownBy(() -> decode(3, false, file))
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
        .hasMessageContaining(message);
  }

  private static PixelBuffer decode(int channels, boolean upright, byte[] file) {
    PixelBuffer pixels = new PixelBuffer();
    new ImageDecoder(channels, upright).decode(file, file.length, pixels);
    return pixels;
  }

  private static byte[] file(String name) {
    return GoldenFile.bytes(image(name).get("file"));
  }

  private static JsonNode image(String name) {
    return IMAGES.stream()
        .filter(image -> image.get("name").asText().equals(name))
        .findAny()
        .orElseThrow();
  }
}
