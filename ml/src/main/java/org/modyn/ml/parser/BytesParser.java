package org.modyn.ml.parser;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.modyn.common.csv.CsvDialect;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * Converts the bytes of samples into tensors: the pipeline file's {@code bytes_parser_function} and
 * all further processing of single samples.
 *
 * <p>Implementations are immutable. Each thread opens a separate parser, which may reuse working
 * memory.
 */
public interface BytesParser {
  /** The tensors of a sample; only a {@link TensorBatch} of exactly these tensors may be filled. */
  List<TensorSpecification> tensors();

  /**
   * Returns the parser for the samples of one dataset if the parser depends on the dataset,
   * otherwise this parser.
   *
   * @param csv provides the delimiter and quote characters of the dataset's CSV files, which it
   *     requests from storage; empty if the dataset has no CSV files
   * @throws ModynException INVALID_ARGUMENT when the parser requires files of another kind; any
   *     error of {@code csv}
   */
  default BytesParser forDataset(Supplier<Optional<CsvDialect>> csv) {
    return this;
  }

  /**
   * Creates a parser of samples for one thread.
   *
   * @param seed of random transformations; with the same seed, a sample is transformed in the same
   *     way in the same epoch, regardless of the thread that parses it
   */
  SampleParser open(long seed);
}
