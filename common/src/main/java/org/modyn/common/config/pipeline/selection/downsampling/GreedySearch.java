package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.Name;

/** The search algorithm for samples that maximize a submodular function. */
public enum GreedySearch {
  @Name("NaiveGreedy")
  NAIVE_GREEDY,
  @Name("LazyGreedy")
  LAZY_GREEDY,
  @Name("StochasticGreedy")
  STOCHASTIC_GREEDY,
  @Name("ApproximateLazyGreedy")
  APPROXIMATE_LAZY_GREEDY
}
