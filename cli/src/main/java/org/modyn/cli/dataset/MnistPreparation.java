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
 * The MNIST example: images in IDX files become a grey PNG file each, {@code 00000.png} and so on,
 * with the label as text in {@code 00000.label}. First come the images for training, then those for
 * testing, in their order. Modification times increase, as if 1,000 images had arrived on each day
 * from 2000-01-01 on, from 00:00 UTC one every 86 seconds.
 *
 * <p>Holds one of the source's files in memory.
 */
@Name("mnist")
@Description("The MNIST example: IDX files become a PNG file and a label file for each image")
public record MnistPreparation(
    @Description(
            "The folder, relative to the dataset file, of train-images-idx3-ubyte.gz,"
                + " train-labels-idx1-ubyte.gz and of the same with test-")
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

  /** The label first: an image without one cannot be taken. */
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
