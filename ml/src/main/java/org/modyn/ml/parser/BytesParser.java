package org.modyn.ml.parser;

import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.common.sample.SampleBatch;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * Makes tensors of the bytes of samples: the pipeline file's {@code bytes_parser_function}.
 *
 * <p>Implementations are immutable and used by many threads at a time. They copy fields from the
 * bytes of the samples to rows of the batch's tensors and create no object per sample.
 */
public interface BytesParser {
  /** The tensors that a sample becomes; a {@link TensorBatch} of exactly these is to be filled. */
  List<TensorSpecification> tensors();

  /**
   * Parses one sample.
   *
   * @param index of the sample in {@code samples}
   * @param row of the batch's tensors to fill; keys, labels and the batch's size stay untouched
   * @throws ModynException INVALID_ARGUMENT, naming the sample's key, when its bytes are not what
   *     this parser expects
   */
  void parse(SampleBatch samples, int index, TensorBatch batch, int row);

  /**
   * Parses the samples {@code from} (inclusive) to {@code to} (exclusive) into consecutive rows.
   *
   * @param row the first row to fill
   * @throws ModynException as the other method
   */
  default void parse(SampleBatch samples, int from, int to, TensorBatch batch, int row) {
    for (int index = from; index < to; index++) {
      parse(samples, index, batch, row + index - from);
    }
  }
}
