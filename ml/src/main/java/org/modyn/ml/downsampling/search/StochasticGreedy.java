package org.modyn.ml.downsampling.search;

import java.util.random.RandomGenerator;

/**
 * Adds at each step the element with the largest gain of a random sample of the elements that are
 * not in the set: {@code -ln(epsilon) n / k} elements, at least one, for k of n elements to be
 * added (Mirzasoleiman et al., Lazier than lazy greedy, AAAI 2015, algorithm 1). Of equal gains,
 * the first element's. Computes O(n) gains in all.
 */
record StochasticGreedy(double epsilon) implements SubmodularSearch {
  StochasticGreedy {
    if (!(epsilon > 0 && epsilon < 1)) {
      throw new IllegalArgumentException("epsilon is " + epsilon);
    }
  }

  @Override
  public int[] maximize(SetFunction function, int count, RandomGenerator random) {
    int[] remaining = Permutations.random(function.size(), random);
    int sampleSize = (int) Math.max(1, Math.rint(-Math.log(epsilon) * remaining.length / count));
    int[] added = new int[count];
    for (int step = 0; step < count; step++) {
      Interruption.check();
      int size = remaining.length - step;
      int best = 0;
      double bestGain = Double.NEGATIVE_INFINITY;
      for (int index = 0; index < Math.min(sampleSize, size); index++) {
        swap(remaining, index, index + random.nextInt(size - index));
        double gain = function.gain(remaining[index]);
        if (gain > bestGain || (gain == bestGain && remaining[index] < remaining[best])) {
          best = index;
          bestGain = gain;
        }
      }
      added[step] = remaining[best];
      swap(remaining, best, size - 1);
      function.add(added[step]);
    }
    return added;
  }

  private static void swap(int[] numbers, int first, int second) {
    int number = numbers[first];
    numbers[first] = numbers[second];
    numbers[second] = number;
  }
}
