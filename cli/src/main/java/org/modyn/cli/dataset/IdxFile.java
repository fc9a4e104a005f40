package org.modyn.cli.dataset;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * An array of unsigned bytes in the IDX format of the MNIST database: two zero bytes, the type 8,
 * the number of dimensions, the size of each dimension as a big-endian int, and the bytes in
 * row-major order.
 */
final class IdxFile {
  private static final int UNSIGNED_BYTES = 8;

  private final int[] sizes;
  private final ByteBuffer content;

  private IdxFile(int[] sizes, ByteBuffer content) {
    this.sizes = requireNonNull(sizes, "sizes is null");
    this.content = requireNonNull(content, "content is null");
  }

  /**
   * Reads a whole file, compressed with gzip, into memory.
   *
   * @throws ModynException NOT_FOUND when it does not exist; INVALID_ARGUMENT when it is not an IDX
   *     file of bytes with this number of dimensions
   */
  static IdxFile read(Path file, int dimensions) throws IOException {
    if (!Files.exists(file)) {
      throw ModynException.notFound("no such file: %s", file);
    }
    ByteBuffer bytes = ByteBuffer.wrap(decompress(file));
    int headerSize = Integer.BYTES * (1 + dimensions);
    int magic = UNSIGNED_BYTES << 8 | dimensions;
    if (bytes.remaining() < headerSize || bytes.getInt() != magic) {
      throw ModynException.invalidArgument(
          "%s: is not an IDX file of bytes with %d dimensions", file, dimensions);
    }
    int[] sizes = new int[dimensions];
    long total = 1;
    for (int dimension = 0; dimension < dimensions; dimension++) {
      sizes[dimension] = bytes.getInt();
      if (sizes[dimension] < 1) {
        throw ModynException.invalidArgument(
            "%s: dimension %d has the size %d", file, dimension, sizes[dimension]);
      }
      total = Math.multiplyExact(total, sizes[dimension]);
    }
    if (bytes.remaining() != total) {
      throw ModynException.invalidArgument(
          "%s: should have %d bytes after its header, but has %d", file, total, bytes.remaining());
    }
    return new IdxFile(sizes, bytes.slice());
  }

  private static byte[] decompress(Path file) throws IOException {
    try (InputStream compressed = Files.newInputStream(file);
        InputStream content = new GZIPInputStream(compressed, 1 << 16)) {
      return content.readAllBytes();
    } catch (ZipException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT,
          "%s: is not compressed with gzip: %s".formatted(file, e.getMessage()),
          e);
    }
  }

  /** Size of the first dimension. */
  int count() {
    return sizes[0];
  }

  int size(int dimension) {
    return sizes[dimension];
  }

  /** The bytes at an index of the first dimension. */
  ByteBuffer item(int index) {
    int size = content.capacity() / count();
    return content.slice(index * size, size);
  }
}
