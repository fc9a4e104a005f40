package org.modyn.supervisor.trigger;

import java.util.Optional;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.drift.Features;

/** The feature vectors of samples, for policies that compare data. */
@FunctionalInterface
public interface FeatureSource {
  /**
   * Returns the feature vectors of samples: the embeddings by a model, or the input tensors of the
   * pipeline's parser and transformations, flattened.
   *
   * @param modelId the model that computes the embeddings; empty for the input tensors
   * @param keys at least one
   * @return shape [samples, features], in the order of {@code keys}, without samples that were
   *     deleted or are skipped because they cannot be read
   * @throws ModynException UNAVAILABLE when a server cannot be reached; FAILED_PRECONDITION when
   *     the model has no embeddings, or a value is not finite, naming the key of the sample
   */
  Features features(Optional<Integer> modelId, long[] keys);
}
