package org.modyn.ml.parser;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.modyn.ml.tokenizer.TextEncoder;
import org.modyn.ml.tokenizer.Tokenizer;

/** Makes a token of each byte, then zeros. */
record LetterTokenizer(int length) implements Tokenizer {
  @Override
  public List<Long> shape() {
    return List.of((long) length);
  }

  @Override
  public TextEncoder open() {
    return (text, from, to, target, offset) -> {
      for (int index = 0; index < length; index++) {
        long token = from + index < to ? text[from + index] & 0xff : 0;
        target.set(ValueLayout.JAVA_LONG_UNALIGNED, offset + 8L * index, token);
      }
    };
  }

  /** The text that tokens were made of. */
  static String text(long[] tokens) {
    StringBuilder text = new StringBuilder();
    for (long token : tokens) {
      if (token != 0) {
        text.append((char) token);
      }
    }
    return new String(
        text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
