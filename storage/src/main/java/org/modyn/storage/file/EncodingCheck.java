package org.modyn.storage.file;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/**
 * Finds the first byte of a file that is not valid in an encoding; the file is checked in chunks.
 */
final class EncodingCheck {
  /** The maximum number of bytes of an incomplete character at the end of a chunk. */
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
   * Checks the next chunk.
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

  /**
   * Returns the offset of the first invalid byte found so far; {@link Long#MAX_VALUE} if there is
   * none.
   */
  long firstWrong() {
    return firstWrong;
  }
}
