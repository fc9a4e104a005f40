package org.modyn.ml.tokenizer;

import java.util.List;

/** Makes numbers of texts. Immutable; each thread opens an encoder of its own. */
public interface Tokenizer {
  /** The sizes of a text's tensor of int64, without that of the batch. */
  List<Long> shape();

  /** What encodes texts on one thread. */
  TextEncoder open();
}
