package org.modyn.ml.tokenizer;

/** The character classes of BERT's tokenizers. */
final class BertCharacters {
  private BertCharacters() {}

  /** White space, which separates words. */
  static boolean isWhitespace(int codePoint) {
    return codePoint == ' '
        || codePoint == '\t'
        || codePoint == '\n'
        || codePoint == '\r'
        || (codePoint >= 0x80 && Character.isSpaceChar(codePoint));
  }

  /** Whether a character is removed from texts: it is invalid, or has no meaning by itself. */
  static boolean isControl(int codePoint) {
    if (codePoint == 0 || codePoint == 0xfffd) {
      return true;
    }
    if (codePoint < 0x80) {
      return (codePoint < ' ' || codePoint == 0x7f) && !isWhitespace(codePoint);
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE -> true;
      default -> false;
    };
  }

  /** Punctuation, each a word by itself; in ASCII all but letters, digits and spaces. */
  static boolean isPunctuation(int codePoint) {
    if (codePoint < 0x80) {
      return codePoint > ' ' && codePoint < 0x7f && !Character.isLetterOrDigit(codePoint);
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  /** Whether a character is a CJK ideograph; each ideograph is a word. */
  static boolean isIdeograph(int codePoint) {
    return (codePoint >= 0x4e00 && codePoint <= 0x9fff)
        || (codePoint >= 0x3400 && codePoint <= 0x4dbf)
        || (codePoint >= 0x20000 && codePoint <= 0x2a6df)
        || (codePoint >= 0x2a700 && codePoint <= 0x2ceaf)
        || (codePoint >= 0xf900 && codePoint <= 0xfaff)
        || (codePoint >= 0x2f800 && codePoint <= 0x2fa1f);
  }
}
