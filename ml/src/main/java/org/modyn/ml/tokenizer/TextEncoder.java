package org.modyn.ml.tokenizer;

import java.lang.foreign.MemorySegment;
import org.modyn.common.error.ModynException;

/** Encodes texts with a {@link Tokenizer}. Not safe for concurrent use. */
@FunctionalInterface
public interface TextEncoder {
  /**
   * Encodes a text.
   *
   * @param text UTF-8, the bytes {@code from} (inclusive) to {@code to} (exclusive)
   * @param target receives int64 of the {@linkplain Tokenizer#shape tokenizer's shape}
   * @param offset in {@code target}, in bytes, a multiple of 8
   * @throws ModynException INVALID_ARGUMENT when the bytes are not valid UTF-8: a message without
   *     subject, as {@code is not text in UTF-8}
   */
  void encode(byte[] text, int from, int to, MemorySegment target, long offset);
}
