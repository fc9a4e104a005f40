package org.modyn.common.config.pipeline.data;

import java.util.List;
import java.util.Optional;

/** Where samples come from and how their bytes become tensors; for training and for evaluation. */
public interface SampleSource {
  String datasetId();

  /** A builtin, as a call: {@code Record(fields=[...])}. */
  String bytesParserFunction();

  /** What is done with parsed samples, in this order. */
  List<String> transformations();

  /** Empty: labels stay as they are. */
  String labelTransformerFunction();

  Optional<String> tokenizer();
}
