package org.modyn.ml.parser;

import java.util.List;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * Makes tensors of the bytes of samples: the pipeline file's {@code bytes_parser_function}, and
 * what else happens to each sample by itself.
 *
 * <p>Implementations are immutable. Each thread opens a parser of its own, which may keep memory to
 * work in.
 */
public interface BytesParser {
  /** The tensors that a sample becomes; a {@link TensorBatch} of exactly these is to be filled. */
  List<TensorSpecification> tensors();

  /**
   * What parses samples on one thread.
   *
   * @param seed of random transformations; with the same one a sample becomes the same in the same
   *     epoch, whichever thread parses it
   */
  SampleParser open(long seed);
}
