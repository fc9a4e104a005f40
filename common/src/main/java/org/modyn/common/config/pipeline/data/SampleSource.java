package org.modyn.common.config.pipeline.data;

import java.util.List;
import java.util.Optional;

/**
 * A dataset, and the functions that convert its samples to tensors; for training and for
 * evaluation.
 */
public interface SampleSource {
  String datasetId();

  /** The function that parses the bytes of a sample, for example {@code Record(fields=[...])}. */
  String bytesParserFunction();

  /** The transformations of parsed samples, in this order. */
  List<String> transformations();

  /** The function that transforms labels; empty: labels are not transformed. */
  String labelTransformerFunction();

  Optional<String> tokenizer();
}
