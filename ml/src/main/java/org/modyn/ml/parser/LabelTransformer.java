package org.modyn.ml.parser;

import java.lang.foreign.MemorySegment;

/**
 * Changes labels before training and evaluation: the pipeline file's {@code
 * label_transformer_function}. Implementations are immutable and safe for concurrent use.
 */
@FunctionalInterface
public interface LabelTransformer {
  /**
   * Changes labels in place.
   *
   * @param labels int64, in the machine's byte order
   * @param count the number of labels to change, from the first
   */
  void transform(MemorySegment labels, int count);
}
