package org.modyn.ml.downsampling.search;

import java.util.random.RandomGenerator;
import org.modyn.common.config.pipeline.selection.downsampling.GreedySearch;
import org.modyn.common.error.ModynException;

/** Searches greedily for a set of elements that maximizes a submodular function. */
sealed interface SubmodularSearch permits LazyGreedy, StochasticGreedy {
  /** The loss of gain that the approximate search accepts: a new gain of 90 % of the old one. */
  double APPROXIMATION = 0.9;

  /** The parameter of the stochastic search. */
  double STOCHASTIC_EPSILON = 0.9;

  /** Returns a search as it is named in pipeline files. */
  static SubmodularSearch of(GreedySearch search) {
    return switch (search) {
      // Both find the same set: the naive search computes all gains at each step.
      case NAIVE_GREEDY, LAZY_GREEDY -> new LazyGreedy(1);
      case APPROXIMATE_LAZY_GREEDY -> new LazyGreedy(APPROXIMATION);
      case STOCHASTIC_GREEDY -> new StochasticGreedy(STOCHASTIC_EPSILON);
    };
  }

  /**
   * Adds elements to the function's set, which is empty.
   *
   * @param count the number of elements to add, from 1 to the function's size
   * @return the elements in the order of addition
   * @throws ModynException CANCELLED when the thread is interrupted
   */
  int[] maximize(SetFunction function, int count, RandomGenerator random);
}
