package org.modyn.modelstorage.format;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.modyn.common.safetensors.SafetensorsHeader;

/**
 * The bytes of the safetensors file that a model file stands for; {@link ModelFileFormat} describes
 * it. Needs a few blocks of memory, as does each model that the file is a difference from. Not
 * thread safe.
 *
 * <p>All methods that read throw {@link MalformedModelFileException} when the file is damaged.
 */
public final class ModelFileReader extends InputStream {
  private final InputStream file;
  private final Optional<SafetensorsStream> base;
  private final Encoding encoding;
  private final BlockEncoder encoder;
  private final Iterator<ElementRun> runs;
  private final byte[] others;

  private ElementRun run = new ElementRun(Byte.BYTES, false, 0);
  private long leftInRun;

  /** The bytes that are read next; {@code position} is the first one, and {@code limit} the end. */
  private byte[] buffer;

  private int position;
  private int limit;
  private boolean ended;

  private ModelFileReader(
      InputStream file, Optional<SafetensorsStream> base, Header header, byte[] beginning)
      throws IOException {
    this.file = file;
    this.base = base;
    this.encoding = header.encoding;
    this.encoder = new BlockEncoder(encoding);
    this.others = new byte[base.isPresent() ? ModelFileFormat.BLOCK_BYTES : 0];
    SafetensorsHeader tensors =
        SafetensorsHeader.parse(
            Arrays.copyOfRange(beginning, Long.BYTES, beginning.length), header.dataBytes);
    if (base.isPresent() && !base.get().header().tensors().equals(tensors.tensors())) {
      throw new MalformedModelFileException("it is the difference from a model with other tensors");
    }
    this.runs = ElementRun.of(tensors).iterator();
    this.buffer = beginning;
    this.limit = beginning.length;
  }

  private record Header(
      Encoding encoding, int baseId, int beginningBytes, int compressedBytes, long dataBytes) {}

  /**
   * Reads the beginning of a file.
   *
   * @param file closed with the reader, and when this method fails, as is the base
   * @param base the model that it must be a difference from; empty if it has the whole model
   */
  public static ModelFileReader open(InputStream file, Optional<ModelFileWriter.Base> base)
      throws IOException {
    requireNonNull(base, "base is null");
    try {
      byte[] bytes = readExactly(file, ModelFileFormat.HEADER_BYTES);
      ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      Header fields = parse(header);
      byte[] compressed = readExactly(file, fields.compressedBytes);
      if (header.getInt(ModelFileFormat.CHECKSUM_OFFSET)
          != ModelFileWriter.checksum(bytes, compressed)) {
        throw new MalformedModelFileException("the checksum of its header is wrong");
      }
      if (fields.baseId != base.map(ModelFileWriter.Base::modelId).orElse(0)) {
        throw new MalformedModelFileException(
            "it is the difference from model " + fields.baseId + " instead of that of its row");
      }
      return new ModelFileReader(
          file,
          base.map(ModelFileWriter.Base::content),
          fields,
          Compression.DEFLATED.decompress(compressed, fields.beginningBytes));
    } catch (IOException | RuntimeException e) {
      try (file) {
        if (base.isPresent()) {
          base.get().content().close();
        }
        throw e;
      }
    }
  }

  private static Header parse(ByteBuffer header) throws MalformedModelFileException {
    if (header.getInt() != ModelFileFormat.MAGIC) {
      throw new MalformedModelFileException("it does not begin with MDYM");
    }
    byte version = header.get();
    if (version != ModelFileFormat.VERSION) {
      throw new MalformedModelFileException(
          "it has version " + version + " of the format; this Modyn reads version 1");
    }
    byte difference = header.get();
    byte flags = header.get();
    byte compression = header.get();
    Encoding encoding =
        new Encoding(
            find(Difference.values(), difference),
            (flags & ModelFileFormat.SPLIT_EXPONENT_BIT) != 0,
            (flags & ModelFileFormat.RUN_LENGTH_BIT) != 0,
            find(Compression.values(), compression));
    Header fields =
        new Header(encoding, header.getInt(), header.getInt(), header.getInt(), header.getLong());
    if (fields.beginningBytes < Long.BYTES
        || fields.beginningBytes > Long.BYTES + SafetensorsHeader.MAXIMUM_BYTES
        || fields.compressedBytes < 0
        || fields.compressedBytes > 2L * fields.beginningBytes + Short.MAX_VALUE
        || fields.dataBytes < 0) {
      throw new MalformedModelFileException("its header has wrong sizes");
    }
    return fields;
  }

  /** Both enumerations are ordered by their codes. */
  private static <T> T find(T[] values, byte code) throws MalformedModelFileException {
    if (code < 0 || code >= values.length) {
      throw new MalformedModelFileException("its header has the unknown code " + code);
    }
    return values[code];
  }

  @Override
  public int read() throws IOException {
    return fill() ? Byte.toUnsignedInt(buffer[position++]) : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, limit - position);
    System.arraycopy(buffer, position, target, offset, count);
    position += count;
    return count;
  }

  /** Makes at least one byte available; returns false at the end of the file. */
  private boolean fill() throws IOException {
    while (position == limit) {
      if (ended) {
        return false;
      }
      if (leftInRun > 0) {
        readBlock();
      } else if (runs.hasNext()) {
        run = runs.next();
        leftInRun = run.bytes();
      } else {
        end();
      }
    }
    return true;
  }

  private void end() throws IOException {
    if (file.read() >= 0) {
      throw new MalformedModelFileException("something follows its last block");
    }
    if (base.isPresent()) {
      base.get().requireEnd();
    }
    ended = true;
  }

  private void readBlock() throws IOException {
    int length = (int) Math.min(ModelFileFormat.BLOCK_BYTES, leftInRun);
    byte[] encoded = readEncoded(length);
    if (buffer.length < length) {
      buffer = new byte[ModelFileFormat.BLOCK_BYTES];
    }
    if (base.isPresent()) {
      base.get().read(others, length);
    }
    encoder.decode(run, encoded, others, buffer, length);
    position = 0;
    limit = length;
    leftInRun -= length;
  }

  private byte[] readEncoded(int length) throws IOException {
    ByteBuffer header =
        ByteBuffer.wrap(readExactly(file, ModelFileFormat.BLOCK_HEADER_BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    int elements = header.getInt();
    int encodedBytes = header.getInt();
    int restBytes = header.getInt();
    if (elements != length
        || encodedBytes < 0
        || encodedBytes > 2 * ModelFileFormat.BLOCK_BYTES
        || restBytes < 0
        || restBytes > encodedBytes) {
      throw new MalformedModelFileException("a block has wrong sizes");
    }
    byte[] rest = readExactly(file, restBytes);
    CRC32C checksum = new CRC32C();
    checksum.update(rest);
    if ((int) checksum.getValue() != header.getInt()) {
      throw new MalformedModelFileException("the checksum of a block is wrong");
    }
    return restBytes == encodedBytes ? rest : encoding.compression().decompress(rest, encodedBytes);
  }

  private static byte[] readExactly(InputStream file, int length) throws IOException {
    byte[] bytes = file.readNBytes(length);
    if (bytes.length < length) {
      throw new MalformedModelFileException("it ends too early");
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    try (file) {
      if (base.isPresent()) {
        base.get().close();
      }
    }
  }
}
