package org.modyn.ml.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * The reader that {@code javax.imageio} has for one format. Warnings are treated as errors, because
 * the reader warns when it has invented or skipped bytes.
 *
 * <p>Not safe for concurrent use.
 */
final class FormatReader {
  /** Reads from the stream of a reader. */
  @FunctionalInterface
  private interface Task<T> {
    T read(ImageReader reader) throws IOException;
  }

  private final ImageReader reader;
  private String warning;

  /**
   * @param format as {@code png}; one that every Java runtime has
   */
  FormatReader(String format) {
    reader = ImageIO.getImageReadersByFormatName(format).next();
    reader.addIIOReadWarningListener(
        (source, message) -> {
          if (warning == null) {
            warning = message;
          }
        });
  }

  /** Reads the width and the height of the first image and no pixels. */
  ImageSize size(byte[] bytes, int length) {
    return read(bytes, length, opened -> new ImageSize(opened.getHeight(0), opened.getWidth(0)));
  }

  /** Decodes the first image. */
  BufferedImage image(byte[] bytes, int length) {
    return read(bytes, length, opened -> opened.read(0));
  }

  /** Decodes the first image without a conversion of its colours. */
  Raster raster(byte[] bytes, int length) {
    return read(bytes, length, opened -> opened.readRaster(0, null));
  }

  private <T> T read(byte[] bytes, int length, Task<T> task) {
    warning = null;
    try (ByteArrayImageInputStream input = new ByteArrayImageInputStream(bytes, length)) {
      reader.setInput(input, true, true);
      T result = task.read(reader);
      if (warning != null) {
        throw damaged(warning, null);
      }
      return result;
    } catch (ModynException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // readers do not validate the numbers in a file, and throw exceptions of many kinds
      throw damaged(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    } finally {
      reader.setInput(null);
    }
  }

  /** An error about an image, to throw. */
  static ModynException damaged(String problem, Throwable cause) {
    return new ModynException(
        ErrorCategory.INVALID_ARGUMENT, "is a damaged image: " + problem, cause);
  }
}
