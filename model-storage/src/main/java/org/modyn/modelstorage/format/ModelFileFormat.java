package org.modyn.modelstorage.format;

/**
 * The format of a model file, which stands for the bytes of a safetensors file. All numbers are
 * little endian.
 *
 * <pre>
 * bytes      content
 * 0..3       the letters MDYM
 * 4          version of the format: 1
 * 5          {@linkplain Difference difference}: 0 none, 1 xor, 2 sub
 * 6          bit 0: the exponents are split off; bit 1: they are run-length encoded
 * 7          {@linkplain Compression compression} of the blocks
 * 8..11      id of the model that this one is a difference from: int32; 0 without difference
 * 12..15     P, the size of the beginning of the safetensors file, length and header: int32
 * 16..19     C, the size of the beginning when it is compressed: int32
 * 20..27     the size of all elements: int64
 * 28..31     CRC-32C of bytes 0..27 and of the compressed beginning
 * 32..31+C   the beginning, deflated (RFC 1950)
 * then       blocks, until the elements are complete
 *
 * a block:
 * 0..3       the number of bytes of elements that it stands for, at most 1 MiB: int32
 * 4..7       E, the size of the encoded elements: int32
 * 8..11      S, the size of the rest of the block, at most E: int32
 * 12..15     CRC-32C of the rest of the block
 * 16..15+S   the encoded elements, compressed; if S is E, they are not compressed
 * </pre>
 *
 * <p>A block has elements of one width, of consecutive tensors in the order of the file: each
 * sequence of tensors of the same width is cut into blocks of 1 MiB, the last of which may be
 * smaller. {@link BlockEncoder} describes the encoded elements.
 *
 * <p>A reader needs the file, and the safetensors file of the model that it is a difference from,
 * whose tensors have the same names, types and shapes. Both are read once, from beginning to end.
 */
final class ModelFileFormat {
  static final int MAGIC = 'M' | 'D' << 8 | 'Y' << 16 | 'M' << 24;
  static final byte VERSION = 1;

  static final int HEADER_BYTES = 32;
  static final int CHECKSUM_OFFSET = 28;
  static final int BLOCK_HEADER_BYTES = 16;

  static final int SPLIT_EXPONENT_BIT = 1;
  static final int RUN_LENGTH_BIT = 2;

  /** The most bytes of elements in a block. A multiple of every width. */
  static final int BLOCK_BYTES = 1 << 20;

  private ModelFileFormat() {}
}
