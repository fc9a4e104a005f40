package org.modyn.modelstorage.format;

import static java.util.Objects.requireNonNull;

import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.zstd.ZstdJavaCompressor;
import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.modyn.common.config.pipeline.model.ZipAlgorithm;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.LZMAOutputStream;

/**
 * How the blocks of a model file are compressed. Zstandard is the fastest by far; LZMA is the
 * smallest and the slowest.
 */
public enum Compression {
  STORED(0, ZipAlgorithm.STORED, new Streams(target -> target, source -> source)),
  /** RFC 1950. */
  DEFLATED(
      1, ZipAlgorithm.DEFLATED, new Streams(DeflaterOutputStream::new, InflaterInputStream::new)),
  BZIP2(
      2,
      ZipAlgorithm.BZIP2,
      new Streams(BZip2CompressorOutputStream::new, BZip2CompressorInputStream::new)),
  /** The format of {@code .lzma} files. */
  LZMA(3, ZipAlgorithm.LZMA, new Streams(Compression::lzma, LZMAInputStream::new)),
  /** RFC 8878. */
  ZSTANDARD(4, ZipAlgorithm.ZSTANDARD, new Zstandard());

  private static final long UNKNOWN_SIZE = -1;

  private final byte code;
  private final ZipAlgorithm algorithm;
  private final Codec codec;

  Compression(int code, ZipAlgorithm algorithm, Codec codec) {
    this.code = (byte) code;
    this.algorithm = requireNonNull(algorithm, "algorithm is null");
    this.codec = requireNonNull(codec, "codec is null");
  }

  /** Returns the compression that a pipeline file names. */
  public static Compression of(ZipAlgorithm algorithm) {
    return Arrays.stream(values())
        .filter(compression -> compression.algorithm == algorithm)
        .findFirst()
        .orElseThrow();
  }

  byte code() {
    return code;
  }

  /** Compresses the first {@code length} bytes. */
  byte[] compress(byte[] bytes, int length) {
    return codec.compress(bytes, length);
  }

  /**
   * Restores {@code length} bytes.
   *
   * @throws MalformedModelFileException when the compressed bytes do not stand for that many
   */
  byte[] decompress(byte[] compressed, int length) throws MalformedModelFileException {
    byte[] bytes;
    try {
      bytes = codec.decompress(compressed, length);
    } catch (IOException | MalformedInputException e) {
      throw new MalformedModelFileException("a block cannot be decompressed: " + e, e);
    }
    if (bytes.length != length) {
      throw new MalformedModelFileException(
          "a block has " + bytes.length + " bytes instead of " + length);
    }
    return bytes;
  }

  /** The encoder's memory grows with the dictionary, which need not be larger than a block. */
  private static OutputStream lzma(OutputStream target) throws IOException {
    LZMA2Options options = new LZMA2Options();
    options.setDictSize(ModelFileFormat.BLOCK_BYTES);
    return new LZMAOutputStream(target, options, UNKNOWN_SIZE);
  }

  private interface Codec {
    byte[] compress(byte[] bytes, int length);

    /** Returns at most {@code length} bytes. */
    byte[] decompress(byte[] compressed, int length) throws IOException;
  }

  private record Streams(Compressor compressor, Decompressor decompressor) implements Codec {
    private interface Compressor {
      OutputStream open(OutputStream target) throws IOException;
    }

    private interface Decompressor {
      InputStream open(InputStream source) throws IOException;
    }

    @Override
    public byte[] compress(byte[] bytes, int length) {
      ByteArrayOutputStream target = new ByteArrayOutputStream(length / 2);
      try (OutputStream stream = compressor.open(target)) {
        stream.write(bytes, 0, length);
      } catch (IOException e) {
        throw new IllegalStateException("memory cannot be written", e);
      }
      return target.toByteArray();
    }

    @Override
    public byte[] decompress(byte[] compressed, int length) throws IOException {
      try (InputStream stream = decompressor.open(new ByteArrayInputStream(compressed))) {
        return stream.readNBytes(length);
      }
    }
  }

  /** The implementation in Java: it needs no folder in which native libraries can be unpacked. */
  private record Zstandard() implements Codec {
    @Override
    public byte[] compress(byte[] bytes, int length) {
      ZstdJavaCompressor compressor = new ZstdJavaCompressor();
      byte[] target = new byte[compressor.maxCompressedLength(length)];
      return Arrays.copyOf(target, compressor.compress(bytes, 0, length, target, 0, target.length));
    }

    @Override
    public byte[] decompress(byte[] compressed, int length) {
      byte[] target = new byte[length];
      return Arrays.copyOf(
          target,
          new ZstdJavaDecompressor()
              .decompress(compressed, 0, compressed.length, target, 0, length));
    }
  }
}
