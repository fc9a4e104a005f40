package org.modyn.modelstorage.format;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Writes model files; {@link ModelFileFormat} describes them. Needs a few blocks of memory. */
public final class ModelFileWriter {
  private ModelFileWriter() {}

  /**
   * The model that another one is expressed by.
   *
   * @param content read to its end by the writer
   */
  public record Base(int modelId, SafetensorsStream content) {
    public Base {
      requireNonNull(content, "content is null");
    }
  }

  /**
   * Writes a model.
   *
   * @param model read to its end
   * @param base has the same tensors; present if the encoding is a difference
   */
  public static void write(
      SafetensorsStream model, Optional<Base> base, Encoding encoding, OutputStream target)
      throws IOException {
    if (base.isPresent() == (encoding.difference() == Difference.NONE)
        || base.filter(other -> !other.content().hasSameTensors(model)).isPresent()) {
      throw new IllegalArgumentException("the base does not fit to the model and its encoding");
    }
    writeHeader(model, base, encoding, target);
    BlockEncoder encoder = new BlockEncoder(encoding);
    byte[] elements = new byte[ModelFileFormat.BLOCK_BYTES];
    byte[] others = new byte[base.isPresent() ? ModelFileFormat.BLOCK_BYTES : 0];
    for (ElementRun run : ElementRun.of(model.header())) {
      for (long done = 0; done < run.bytes(); done += ModelFileFormat.BLOCK_BYTES) {
        int length = (int) Math.min(ModelFileFormat.BLOCK_BYTES, run.bytes() - done);
        model.read(elements, length);
        if (base.isPresent()) {
          base.get().content().read(others, length);
        }
        writeBlock(
            length, encoder.encode(run, elements, others, length), encoding.compression(), target);
      }
    }
    model.requireEnd();
    if (base.isPresent()) {
      base.get().content().requireEnd();
    }
  }

  private static void writeHeader(
      SafetensorsStream model, Optional<Base> base, Encoding encoding, OutputStream target)
      throws IOException {
    byte[] beginning = model.beginning();
    byte[] compressed = Compression.DEFLATED.compress(beginning, beginning.length);
    ByteBuffer header =
        ByteBuffer.allocate(ModelFileFormat.HEADER_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(ModelFileFormat.MAGIC)
            .put(ModelFileFormat.VERSION)
            .put(encoding.difference().code())
            .put(flags(encoding))
            .put(encoding.compression().code())
            .putInt(base.map(Base::modelId).orElse(0))
            .putInt(beginning.length)
            .putInt(compressed.length)
            .putLong(model.header().dataBytes());
    header.putInt(checksum(header.array(), compressed));
    target.write(header.array());
    target.write(compressed);
  }

  private static byte flags(Encoding encoding) {
    return (byte)
        ((encoding.splitExponent() ? ModelFileFormat.SPLIT_EXPONENT_BIT : 0)
            | (encoding.runLength() ? ModelFileFormat.RUN_LENGTH_BIT : 0));
  }

  static int checksum(byte[] header, byte[] beginning) {
    CRC32C checksum = new CRC32C();
    checksum.update(header, 0, ModelFileFormat.CHECKSUM_OFFSET);
    checksum.update(beginning);
    return (int) checksum.getValue();
  }

  private static void writeBlock(
      int length, byte[] encoded, Compression compression, OutputStream target) throws IOException {
    byte[] compressed = compression.compress(encoded, encoded.length);
    byte[] rest = compressed.length < encoded.length ? compressed : encoded;
    CRC32C checksum = new CRC32C();
    checksum.update(rest);
    target.write(
        ByteBuffer.allocate(ModelFileFormat.BLOCK_HEADER_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(length)
            .putInt(encoded.length)
            .putInt(rest.length)
            .putInt((int) checksum.getValue())
            .array());
    target.write(rest);
  }
}
