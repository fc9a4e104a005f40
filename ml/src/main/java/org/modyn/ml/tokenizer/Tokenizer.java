package org.modyn.ml.tokenizer;

import java.util.List;

/** Converts texts to token ids. Immutable; each thread opens its own encoder. */
public interface Tokenizer {
  /** The sizes of a text's tensor of int64, without that of the batch. */
  List<Long> shape();

  /** Creates an encoder for texts that one thread uses. */
  TextEncoder open();
}
