package org.modyn.ml.downsampling.search;

import java.util.random.RandomGenerator;

/**
 * Adds the element with the largest gain at each step, the first one of several; computes only
 * gains that can be the largest one, as gains never increase (Minoux, Accelerated greedy algorithms
 * for maximizing submodular set functions, 1978). The first step computes all gains.
 *
 * <p>With an approximation below 1, an element that has kept this part of its gain since this was
 * computed last is added without comparison with others, for fewer computed gains (Badanidiyuru and
 * Vondrak, Fast algorithms for maximizing submodular functions, SODA 2014, with decreasing
 * thresholds; here as in DeepCore).
 */
record LazyGreedy(double approximation) implements SubmodularSearch {
  LazyGreedy {
    if (!(approximation > 0 && approximation <= 1)) {
      throw new IllegalArgumentException("approximation is " + approximation);
    }
  }

  @Override
  public int[] maximize(SetFunction function, int count, RandomGenerator random) {
    double[] gains = new double[function.size()];
    for (int element = 0; element < gains.length; element++) {
      Interruption.check();
      gains[element] = function.gain(element);
    }
    GainQueue queue = new GainQueue(gains);
    int[] computedAt = new int[gains.length];
    int[] added = new int[count];
    for (int step = 0; step < count; step++) {
      Interruption.check();
      while (computedAt[queue.first()] != step) {
        int element = queue.first();
        double gain = function.gain(element);
        if (gain >= approximation * queue.firstGain()) {
          break;
        }
        computedAt[element] = step;
        queue.decreaseFirst(gain);
      }
      added[step] = queue.first();
      queue.removeFirst();
      function.add(added[step]);
    }
    return added;
  }
}
