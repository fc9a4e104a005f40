package org.modyn.supervisor.drift.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.modyn.common.config.pipeline.trigger.drift.Alternative;
import org.modyn.supervisor.drift.statistics.MaximumMeanDiscrepancy.Bandwidth;

/** What holds for any two samples. */
class StatisticsPropertiesTest {
  /** A statistic of two samples of numbers. */
  private interface Statistic {
    double of(double[] reference, double[] current);
  }

  /** Statistics that do not depend on which sample is the reference. */
  private static final List<Statistic> SYMMETRIC =
      List.of(
          (x, y) -> KolmogorovSmirnov.test(x, y).statistic(),
          (x, y) -> KolmogorovSmirnov.test(x, y).pValue(),
          (x, y) -> CramerVonMises.test(x, y).statistic(),
          (x, y) -> CramerVonMises.test(x, y).pValue(),
          EnergyDistance::distance,
          (x, y) -> ChiSquared.test(x, y).statistic(),
          (x, y) -> ChiSquared.test(x, y).pValue());

  @Property(tries = 200)
  void areSymmetric(
      @ForAll @Size(min = 2, max = 30) List<@FloatRange(min = -9, max = 9) Float> reference,
      @ForAll @Size(min = 2, max = 30) List<@FloatRange(min = -9, max = 9) Float> current) {
    for (Statistic statistic : SYMMETRIC) {
      assertThat(statistic.of(numbers(current), numbers(reference)))
          .isCloseTo(statistic.of(numbers(reference), numbers(current)), within(1e-9));
    }
    assertThat(KolmogorovSmirnov.test(numbers(current), numbers(reference), Alternative.LESS))
        .isEqualTo(
            KolmogorovSmirnov.test(numbers(reference), numbers(current), Alternative.GREATER));
  }

  @Property(tries = 200)
  void dependNotOnTheOrder(
      @ForAll @Size(min = 2, max = 30) List<@IntRange(min = 0, max = 9) Integer> reference,
      @ForAll @Size(min = 2, max = 30) List<@IntRange(min = 0, max = 9) Integer> current,
      @ForAll Random random) {
    List<Integer> shuffled = new ArrayList<>(current);
    Collections.shuffle(shuffled, random);
    for (Statistic statistic : SYMMETRIC) {
      assertThat(statistic.of(numbers(reference), numbers(shuffled)))
          .isEqualTo(statistic.of(numbers(reference), numbers(current)));
    }
    assertThat(PopulationStabilityIndex.index(numbers(reference), numbers(shuffled), 4))
        .isEqualTo(PopulationStabilityIndex.index(numbers(reference), numbers(current), 4));
  }

  @Property(tries = 200)
  void areZeroForEqualSamples(
      @ForAll @Size(min = 2, max = 30) List<@IntRange(min = 0, max = 9) Integer> sample) {
    double[] numbers = numbers(sample);
    assertThat(KolmogorovSmirnov.test(numbers, numbers)).isEqualTo(new TestResult(0, 1));
    assertThat(EnergyDistance.distance(numbers, numbers)).isZero();
    assertThat(ChiSquared.test(numbers, numbers)).isEqualTo(new TestResult(0, 1));
    assertThat(PopulationStabilityIndex.index(numbers, numbers, 4)).isZero();
    Vectors vectors = vectors(sample, 1);
    assertThat(
            EnergyStatistic.test(
                    vectors, vectors, Permutations.none(vectors.rows(), vectors.rows()))
                .statistic())
        .isCloseTo(0, within(1e-6));
  }

  @Property(tries = 100)
  void statisticsOfVectorsAreSymmetricAndDependNotOnTheOrder(
      @ForAll @Size(min = 4, max = 40) List<@FloatRange(min = -9, max = 9) Float> values,
      @ForAll @Size(min = 4, max = 40) List<@FloatRange(min = -9, max = 9) Float> others) {
    Vectors reference = vectors(values, 2);
    Vectors current = vectors(others, 2);
    int[] reversed =
        IntStream.range(0, current.rows()).map(row -> current.rows() - 1 - row).toArray();
    Vectors reordered = current.select(reversed);

    assertThat(discrepancy(reference, reordered, Bandwidth.REFERENCE))
        .isCloseTo(discrepancy(reference, current, Bandwidth.REFERENCE), within(1e-9));
    if (!reference.haveValuesOf(current)) {
      assertThat(discrepancy(current, reference, Bandwidth.BETWEEN))
          .isCloseTo(discrepancy(reference, current, Bandwidth.BETWEEN), within(1e-9));
    }
    assertThat(energy(reference, reordered)).isCloseTo(energy(reference, current), within(1e-6));
    assertThat(energy(current, reference)).isCloseTo(energy(reference, current), within(1e-6));
  }

  /** With few bits that differ, many equal distances, and any number that is collected. */
  @Property(tries = 30)
  void distancesAreSelectedAsBySorting(
      @ForAll @Size(min = 2, max = 300) List<@IntRange(min = 0, max = 40) Integer> values,
      @ForAll @IntRange(min = 1, max = 50) int maxCollected,
      @ForAll Random random) {
    Vectors vectors = vectors(values, 1);
    double[] sorted =
        IntStream.range(0, values.size())
            .boxed()
            .flatMapToDouble(
                i ->
                    IntStream.range(i + 1, values.size())
                        .mapToDouble(j -> Math.pow(values.get(i) - values.get(j), 2)))
            .map(distance -> Math.max(distance, MedianDistance.MINIMUM))
            .sorted()
            .toArray();
    int rank = random.nextInt(sorted.length);

    DistanceScan scan = DistanceScan.within(vectors);

    assertThat(scan.size()).isEqualTo(sorted.length);
    assertThat(MedianDistance.select(scan, rank, maxCollected)).isEqualTo(sorted[rank]);
    assertThat(MedianDistance.within(vectors)).isEqualTo(sorted[(sorted.length - 1) / 2]);
  }

  /** A permutation that changes nothing has the statistic of the samples, also with many. */
  @Property(tries = 50)
  void permutationsAreSummedAsTheSamples(
      @ForAll @IntRange(min = 2, max = 300) int referenceRows,
      @ForAll @IntRange(min = 2, max = 300) int currentRows,
      @ForAll @IntRange(min = 1, max = 140) int count,
      @ForAll Random random) {
    int rows = referenceRows + currentRows;
    Permutations drawn = Permutations.random(count, referenceRows, currentRows, random);
    int[][] references = new int[count + 1][];
    references[0] = IntStream.range(0, referenceRows).toArray();
    for (int permutation = 0; permutation < count; permutation++) {
      int number = permutation;
      references[permutation + 1] =
          IntStream.range(0, rows).filter(row -> drawn.inReference(number, row)).toArray();
      assertThat(references[permutation + 1]).hasSize(referenceRows);
    }
    float[] values = new float[rows];
    for (int row = 0; row < rows; row++) {
      values[row] = (float) random.nextGaussian();
    }
    Vectors reference = Vectors.of(Arrays.copyOf(values, referenceRows), 1);
    Vectors current = Vectors.of(Arrays.copyOfRange(values, referenceRows, rows), 1);

    PermutationTest test =
        MaximumMeanDiscrepancy.test(
            reference, current, Bandwidth.REFERENCE, Permutations.of(references, rows));

    // sums over tens of thousands of pairs are subtracted to get that of a few
    assertThat(test.permuted()[0]).isCloseTo(test.statistic(), within(1e-9));
    int last = count;
    Vectors pooled = reference.followedBy(current);
    Vectors permutedReference = pooled.select(references[last]);
    Vectors permutedCurrent =
        pooled.select(
            IntStream.range(0, rows)
                .filter(row -> Arrays.binarySearch(references[last], row) < 0)
                .toArray());
    PairwiseSums.Permuted sums =
        PairwiseSums.compute(
            permutedReference,
            permutedCurrent,
            new GaussianKernel(1)::replace,
            Permutations.none(referenceRows, currentRows));
    PairwiseSums.Permuted all =
        PairwiseSums.compute(
            reference, current, new GaussianKernel(1)::replace, Permutations.of(references, rows));
    PairwiseSums permuted = all.permutations().get(last);
    assertThat(permuted.withinReference())
        .isCloseTo(sums.original().withinReference(), within(1e-8));
    assertThat(permuted.withinCurrent()).isCloseTo(sums.original().withinCurrent(), within(1e-8));
    assertThat(permuted.between()).isCloseTo(sums.original().between(), within(1e-8));
  }

  private static double discrepancy(Vectors reference, Vectors current, Bandwidth bandwidth) {
    return MaximumMeanDiscrepancy.test(
            reference, current, bandwidth, Permutations.none(reference.rows(), current.rows()))
        .statistic();
  }

  private static double energy(Vectors reference, Vectors current) {
    return EnergyStatistic.test(
            reference, current, Permutations.none(reference.rows(), current.rows()))
        .statistic();
  }

  private static double[] numbers(List<? extends Number> values) {
    return values.stream().mapToDouble(Number::doubleValue).toArray();
  }

  /** Returns vectors of a length; a rest of the values is left out. */
  private static Vectors vectors(List<? extends Number> values, int columns) {
    float[] array = new float[values.size() / columns * columns];
    for (int index = 0; index < array.length; index++) {
      array[index] = values.get(index).floatValue();
    }
    return Vectors.of(array, columns);
  }
}
