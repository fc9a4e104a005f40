package org.modyn.ml.downsampling.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.modyn.common.config.pipeline.selection.downsampling.GreedySearch;
import org.modyn.common.config.pipeline.selection.downsampling.SubmodularDownsamplingConfig.SubmodularFunction;

final class SubmodularSearchTest {
  private static SetFunction function(SubmodularFunction function, float[][] numbers, int count) {
    Directions directions = new Directions(Matrices.matrix(numbers, Matrices.MEMORY));
    return switch (function) {
      case FACILITY_LOCATION -> new FacilityLocation(directions.similarities());
      case GRAPH_CUT -> new GraphCut(directions);
      case LOG_DETERMINANT -> new LogDeterminant(directions, count);
    };
  }

  /** Computes all gains at each step. */
  private static int[] naive(SetFunction function, int count) {
    boolean[] isAdded = new boolean[function.size()];
    int[] added = new int[count];
    for (int step = 0; step < count; step++) {
      int best = -1;
      for (int element = 0; element < function.size(); element++) {
        if (!isAdded[element] && (best < 0 || function.gain(element) > function.gain(best))) {
          best = element;
        }
      }
      added[step] = best;
      isAdded[best] = true;
      function.add(best);
    }
    return added;
  }

  @Property(tries = 200)
  void theLazySearchFindsWhatTheNaiveOneFinds(
      @ForAll SubmodularFunction function,
      @ForAll @IntRange(min = 1, max = 60) int size,
      @ForAll @IntRange(min = 1, max = 8) int columns,
      @ForAll long seed) {
    float[][] numbers = Matrices.random(size, columns, 0.3, seed);
    int count = 1 + new SplittableRandom(seed).nextInt(size);
    int[] lazy =
        new LazyGreedy(1)
            .maximize(function(function, numbers, count), count, new SplittableRandom(seed));
    assertThat(lazy).isEqualTo(naive(function(function, numbers, count), count));
  }

  @Property(tries = 100)
  void anApproximateStepHasNineTenthsOfTheLargestGain(
      @ForAll @IntRange(min = 1, max = 60) int size, @ForAll long seed) {
    float[][] numbers = Matrices.random(size, 4, 0.3, seed);
    int[] added =
        new LazyGreedy(0.9)
            .maximize(
                function(SubmodularFunction.FACILITY_LOCATION, numbers, size),
                size,
                new SplittableRandom(seed));
    assertThat(added).doesNotHaveDuplicates().hasSize(size);
    SetFunction function = function(SubmodularFunction.FACILITY_LOCATION, numbers, size);
    boolean[] isAdded = new boolean[size];
    for (int element : added) {
      double largest =
          IntStream.range(0, size)
              .filter(other -> !isAdded[other])
              .mapToDouble(function::gain)
              .max()
              .orElseThrow();
      assertThat(function.gain(element)).isGreaterThanOrEqualTo(0.9 * largest);
      isAdded[element] = true;
      function.add(element);
    }
  }

  /** With decreasing gains, which may be negative, every search ends. */
  @Property(tries = 100)
  void allSearchesAddDifferentElements(
      @ForAll SubmodularFunction function,
      @ForAll GreedySearch search,
      @ForAll @IntRange(min = 1, max = 60) int size,
      @ForAll long seed) {
    float[][] numbers = Matrices.random(size, 4, 0.5, seed);
    SplittableRandom random = new SplittableRandom(seed);
    int count = 1 + random.nextInt(size);
    assertThat(
            SubmodularSearch.of(search).maximize(function(function, numbers, count), count, random))
        .hasSize(count)
        .doesNotHaveDuplicates();
  }

  @Property(tries = 100)
  void gainsAreDifferencesOfTheFunction(
      @ForAll @IntRange(min = 2, max = 20) int size, @ForAll long seed) {
    int columns = size + 1;
    float[][] numbers = Matrices.random(size, columns, 0, seed);
    int[] order = Permutations.random(size, new SplittableRandom(seed));
    double[][] similarities = similarities(numbers);
    SetFunction location = function(SubmodularFunction.FACILITY_LOCATION, numbers, size);
    SetFunction cut = function(SubmodularFunction.GRAPH_CUT, numbers, size);
    SetFunction determinant = function(SubmodularFunction.LOG_DETERMINANT, numbers, size);
    double unit = 0x1p-30;
    for (int added = 0; added < size; added++) {
      int[] before = Arrays.copyOf(order, added);
      int[] after = Arrays.copyOf(order, added + 1);
      assertThat(location.gain(order[added]) * unit)
          .isCloseTo(location(similarities, after) - location(similarities, before), within(1e-7));
      assertThat(cut.gain(order[added]) * unit)
          .isCloseTo(cut(similarities, after) - cut(similarities, before), within(1e-7));
      assertThat(Math.exp(determinant.gain(order[added])))
          .isCloseTo(
              determinant(similarities, after) / determinant(similarities, before), within(1e-7));
      location.add(order[added]);
      cut.add(order[added]);
      determinant.add(order[added]);
    }
  }

  private static double[][] similarities(float[][] numbers) {
    double[][] similarities = new double[numbers.length][numbers.length];
    for (int row = 0; row < numbers.length; row++) {
      for (int other = 0; other < numbers.length; other++) {
        double cosine =
            dot(numbers[row], numbers[other])
                / Math.sqrt(dot(numbers[row], numbers[row]) * dot(numbers[other], numbers[other]));
        similarities[row][other] = 0.5 + 0.5 * cosine;
      }
    }
    return similarities;
  }

  private static double dot(float[] row, float[] other) {
    return IntStream.range(0, row.length).mapToDouble(c -> (double) row[c] * other[c]).sum();
  }

  private static double location(double[][] similarities, int[] set) {
    return Arrays.stream(similarities)
        .mapToDouble(row -> Arrays.stream(set).mapToDouble(e -> row[e]).max().orElse(0))
        .sum();
  }

  private static double cut(double[][] similarities, int[] set) {
    double within =
        Arrays.stream(set)
            .mapToDouble(e -> Arrays.stream(set).mapToDouble(o -> similarities[e][o]).sum())
            .sum();
    return Arrays.stream(set).mapToDouble(e -> Arrays.stream(similarities[e]).sum()).sum() - within;
  }

  /**
   * The determinant of the set's similarities, with 1e-6 added to the diagonal, by Gaussian
   * elimination; 1 for an empty set.
   */
  private static double determinant(double[][] similarities, int[] set) {
    double[][] matrix =
        Arrays.stream(set)
            .mapToObj(e -> Arrays.stream(set).mapToDouble(o -> similarities[e][o]).toArray())
            .toArray(double[][]::new);
    for (int pivot = 0; pivot < set.length; pivot++) {
      matrix[pivot][pivot] += 1e-6;
    }
    double determinant = 1;
    for (int pivot = 0; pivot < set.length; pivot++) {
      determinant *= matrix[pivot][pivot];
      for (int row = pivot + 1; row < set.length; row++) {
        double factor = matrix[row][pivot] / matrix[pivot][pivot];
        for (int column = pivot; column < set.length; column++) {
          matrix[row][column] -= factor * matrix[pivot][column];
        }
      }
    }
    return determinant;
  }

  /** A sample of one element a step: all elements are equally likely. */
  @Example
  void theStochasticSearchSamplesUniformly() {
    float[][] numbers = Matrices.random(20, 3, 0, 5);
    int[] counts = new int[20];
    int rounds = 4000;
    for (int round = 0; round < rounds; round++) {
      int[] added =
          new StochasticGreedy(0.9)
              .maximize(
                  function(SubmodularFunction.FACILITY_LOCATION, numbers, 10),
                  10,
                  new SplittableRandom(round));
      Arrays.stream(added).forEach(element -> counts[element]++);
    }
    double expected = rounds / 2.0;
    double chiSquared =
        Arrays.stream(counts).mapToDouble(c -> Math.pow(c - expected, 2) / expected).sum();
    // Counts of a sample without replacement vary less than independent ones, by half.
    assertThat(2 * chiSquared * 19 / 20).isBetween(3.0, 53.0);
  }

  @Example
  void theStochasticSearchAddsTheBestOfItsSample() {
    float[][] numbers = Matrices.random(50, 3, 0, 5);
    int[] best = naive(function(SubmodularFunction.FACILITY_LOCATION, numbers, 1), 1);
    // With this epsilon, the sample is the whole set.
    int[] added =
        new StochasticGreedy(0.1)
            .maximize(
                function(SubmodularFunction.FACILITY_LOCATION, numbers, 1),
                1,
                new SplittableRandom(3));
    assertThat(added).isEqualTo(best);
  }

  @Property(tries = 20)
  void similaritiesThatAreComputedAgainAreTheSame(
      @ForAll GreedySearch search,
      @ForAll @IntRange(min = 1, max = 1200) int size,
      @ForAll long seed) {
    float[][] numbers = Matrices.random(size, 3, 0.1, seed);
    int count = Math.ceilDiv(size, 20);
    List<int[]> selections =
        List.of(Matrices.MEMORY, Matrices.NO_MEMORY).stream()
            .map(
                limit ->
                    SubmodularMaximization.select(
                        SubmodularFunction.FACILITY_LOCATION,
                        search,
                        Matrices.matrix(numbers, limit),
                        count,
                        new SplittableRandom(seed),
                        limit))
            .toList();
    assertThat(selections.get(1)).isEqualTo(selections.get(0));
  }
}
