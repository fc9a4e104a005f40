package org.modyn.ml.userfunction;

import java.nio.ByteBuffer;
import java.util.List;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * Java source of {@code bytes_parser_function}. Implementations must be safe for concurrent use.
 */
public interface BytesParserFunction {
  /** The tensors that each sample becomes; at least one, always the same. */
  List<TensorSpecification> tensors();

  /**
   * Parses one sample.
   *
   * @param sample its bytes, from position 0 to the limit, little endian, read only; not to be kept
   * @param row to be filled completely: it has the values of another sample; not to be kept
   */
  void parse(ByteBuffer sample, TensorRow row);
}
