package org.modyn.ml.parser;

/** A parser that can have texts, which a tokenizer converts into tensors. */
interface TextParser extends BytesParser {
  /** Whether a sample has a text. */
  boolean hasText();
}
