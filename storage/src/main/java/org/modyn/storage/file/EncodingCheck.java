package org.modyn.storage.file;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/** Finds the first byte of a file that is no text in an encoding; the file comes in chunks. */
final class EncodingCheck {
  /** Bytes that a character can be cut off after, at the end of a chunk. */
  private static final int MAXIMUM_CARRIED = 8;

  private final CharsetDecoder decoder;
  private final ByteBuffer bytes;
  private final CharBuffer characters;
  private long firstWrong = Long.MAX_VALUE;

  /**
   * @param chunkBytes size of the largest chunk
   */
  EncodingCheck(Charset charset, int chunkBytes) {
    this.decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    this.bytes = ByteBuffer.allocate(chunkBytes + MAXIMUM_CARRIED);
    this.characters = CharBuffer.allocate(chunkBytes + MAXIMUM_CARRIED);
  }

  /**
   * Looks at the next chunk.
   *
   * @param offset of its first byte in the file
   * @param last whether the file ends with it
   */
  void check(byte[] chunk, int count, long offset, boolean last) {
    if (firstWrong < Long.MAX_VALUE) {
      return;
    }
    long start = offset - bytes.position();
    bytes.put(chunk, 0, count).flip();
    characters.clear();
    CoderResult result = decoder.decode(bytes, characters, last);
    if (result.isError()) {
      firstWrong = start + bytes.position();
    }
    bytes.compact();
  }

  /** Offset of the first wrong byte that was found so far; {@link Long#MAX_VALUE} without one. */
  long firstWrong() {
    return firstWrong;
  }
}
