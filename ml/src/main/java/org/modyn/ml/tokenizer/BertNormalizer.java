package org.modyn.ml.tokenizer;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * The normalization that BERT applies to a text before it is split into words.
 *
 * @param cleansText whether control characters are removed, and each white space character is
 *     replaced by a space
 * @param separatesIdeographs whether each CJK ideograph is surrounded by spaces
 * @param stripsAccents whether accents are removed
 * @param lowercases whether letters are converted to lower case, one at a time
 */
record BertNormalizer(
    boolean cleansText, boolean separatesIdeographs, boolean stripsAccents, boolean lowercases) {
  /** As DistilBERT's tokenizer for texts without capital letters. */
  static final BertNormalizer UNCASED = new BertNormalizer(true, true, true, true);

  private static final int CAPITAL_I_WITH_DOT = 0x130;

  /**
   * Appends the normalized text. Creates no objects for ASCII texts.
   *
   * @throws ModynException INVALID_ARGUMENT when the bytes are not valid UTF-8
   */
  void normalize(byte[] text, int from, int to, ByteSequence target) {
    for (int index = from; index < to; index++) {
      if (text[index] < 0) {
        normalizeUnicode(text, from, to, target);
        return;
      }
    }
    for (int index = from; index < to; index++) {
      add(text[index], target);
    }
  }

  private void normalizeUnicode(byte[] text, int from, int to, ByteSequence target) {
    String decoded = decode(text, from, to);
    StringBuilder separated = new StringBuilder(decoded.length() + 16);
    decoded
        .codePoints()
        .filter(codePoint -> !cleansText || !BertCharacters.isControl(codePoint))
        .forEach(
            codePoint -> {
              boolean alone = separatesIdeographs && BertCharacters.isIdeograph(codePoint);
              separated.append(alone ? " " : "").appendCodePoint(codePoint);
              separated.append(alone ? " " : "");
            });
    String decomposed =
        stripsAccents ? Normalizer.normalize(separated, Normalizer.Form.NFD) : separated.toString();
    decomposed
        .codePoints()
        .filter(
            codePoint ->
                !stripsAccents || Character.getType(codePoint) != Character.NON_SPACING_MARK)
        .forEach(codePoint -> add(codePoint, target));
  }

  private static String decode(byte[] text, int from, int to) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(text, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      throw new ModynException(ErrorCategory.INVALID_ARGUMENT, "is not text in UTF-8", e);
    }
  }

  private void add(int codePoint, ByteSequence target) {
    if (cleansText && BertCharacters.isControl(codePoint)) {
      return;
    }
    if (cleansText && BertCharacters.isWhitespace(codePoint)) {
      target.add(' ');
    } else if (!lowercases) {
      target.addCodePoint(codePoint);
    } else if (codePoint == CAPITAL_I_WITH_DOT) {
      // the one letter whose small form is two characters
      target.add('i');
      target.addCodePoint(0x307);
    } else {
      target.addCodePoint(Character.toLowerCase(codePoint));
    }
  }
}
