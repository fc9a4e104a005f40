package org.modyn.ml.parser;

/** A parser that can have texts, of which a tokenizer makes tensors. */
interface TextParser extends BytesParser {
  /** Whether a sample has a text. */
  boolean hasText();
}
