package org.modyn.ml.model;

import java.util.Optional;
import org.modyn.ml.nn.ModelContext;

/**
 * A class of models with its options: a pipeline file's {@code model.config}. Implementations are
 * records that {@link Models} lists.
 */
public interface ModelOptions {
  /** Makes a model with fresh weights, which owns the context. */
  Model create(ModelContext context);

  /** Weights to begin with in place of fresh ones, when no stored model is trained on. */
  default Optional<PretrainedWeights> pretrainedWeights() {
    return Optional.empty();
  }

  /**
   * The same model with smaller tables of embeddings: for a trial, where large ones would take
   * memory and time and show nothing.
   *
   * @param rows most rows of a table
   * @return this when no table is larger
   */
  default ModelOptions withTablesOfAtMost(int rows) {
    return this;
  }
}
