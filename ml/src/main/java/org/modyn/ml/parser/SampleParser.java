package org.modyn.ml.parser;

import org.modyn.common.error.ModynException;
import org.modyn.common.sample.SampleBatch;
import org.modyn.ml.tensor.TensorBatch;

/**
 * A {@link BytesParser} at work: copies fields from the bytes of samples to rows of a batch's
 * tensors, and creates no object a sample. Not safe for concurrent use.
 */
@FunctionalInterface
public interface SampleParser {
  /**
   * Parses one sample.
   *
   * @param index of the sample in {@code samples}
   * @param epoch from 0; determines, with the seed and the sample's key, the random transformations
   * @param row of the batch's tensors to fill; keys, labels and the batch's size are not changed
   * @throws ModynException INVALID_ARGUMENT, naming the sample's key, when its bytes are not valid
   *     for this parser
   */
  void parse(SampleBatch samples, int index, int epoch, TensorBatch batch, int row);
}
