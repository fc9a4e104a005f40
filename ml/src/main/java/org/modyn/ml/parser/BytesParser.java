package org.modyn.ml.parser;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.modyn.common.csv.CsvDialect;
import org.modyn.common.error.ModynException;
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
   * The parser for the samples of one dataset, where it depends on that; this one otherwise.
   *
   * @param csv how cells are separated and quoted in the dataset's CSV files; empty when it has
   *     none. Asks storage
   * @throws ModynException INVALID_ARGUMENT when the parser is for files of another kind; what
   *     {@code csv} throws
   */
  default BytesParser forDataset(Supplier<Optional<CsvDialect>> csv) {
    return this;
  }

  /**
   * What parses samples on one thread.
   *
   * @param seed of random transformations; with the same one a sample becomes the same in the same
   *     epoch, whichever thread parses it
   */
  SampleParser open(long seed);
}
