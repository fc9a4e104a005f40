package org.modyn.cli.dataset;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Name;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * The MNIST example: converts each image of IDX files to a grayscale PNG file, {@code 00000.png}
 * and so on, with the label as text in {@code 00000.label}. The training images come first, then
 * the test images, both in their original order. Modification times increase as if 1,000 images had
 * arrived per day, starting on 2000-01-01, one every 86 seconds from 00:00 UTC.
 *
 * <p>Holds one file of the source in memory.
 */
@Name("mnist")
@Description("The MNIST example: converts IDX files to a PNG file and a label file per image")
public record MnistPreparation(
    @Description(
            "Directory, relative to the dataset file, with train-images-idx3-ubyte.gz,"
                + " train-labels-idx1-ubyte.gz and the same files with test-")
        @Example("mnist")
        String source)
    implements DatasetPreparation {
  private static final List<String> PARTS = List.of("train", "test");
  private static final Instant START = Instant.parse("2000-01-01T00:00:00Z");
  private static final int IMAGES_PER_DAY = 1_000;
  private static final Duration BETWEEN_IMAGES = Duration.ofSeconds(86);

  public MnistPreparation {
    requireNonNull(source, "source is null");
  }

  @Override
  public String description() {
    return "mnist";
  }

  @Override
  public long prepare(Path folder, Path directory) {
    try (GreyPngWriter png = new GreyPngWriter()) {
      int written = 0;
      for (String part : PARTS) {
        IdxFile images = IdxFile.read(folder.resolve(part + "-images-idx3-ubyte.gz"), 3);
        IdxFile labels = IdxFile.read(folder.resolve(part + "-labels-idx1-ubyte.gz"), 1);
        if (images.count() != labels.count()) {
          throw ModynException.invalidArgument(
              "%s: has %d images, but there are %d labels",
              folder.resolve(part + "-images-idx3-ubyte.gz"), images.count(), labels.count());
        }
        for (int index = 0; index < images.count(); index++) {
          String label = Integer.toString(labels.item(index).get() & 0xFF);
          byte[] image = png.encode(images.size(2), images.size(1), images.item(index));
          write(directory, written++, label, image);
        }
      }
      return written;
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.UNAVAILABLE,
          "cannot prepare %s in %s: %s".formatted(folder, directory, e),
          e);
    }
  }

  /** The label is written first: an image without one is rejected. */
  private static void write(Path directory, int number, String label, byte[] image)
      throws IOException {
    Instant time =
        START
            .plus(Duration.ofDays(number / IMAGES_PER_DAY))
            .plus(BETWEEN_IMAGES.multipliedBy(number % IMAGES_PER_DAY));
    String name = String.format(Locale.ROOT, "%05d", number);
    TimedFiles.write(directory.resolve(name + ".label"), label.getBytes(US_ASCII), time);
    TimedFiles.write(directory.resolve(name + ".png"), image, time);
  }
}
