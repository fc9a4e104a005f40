package org.modyn.supervisor.drift.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.modyn.common.config.pipeline.trigger.drift.Alternative;

class DistancePropertiesTest {
  @Property
  void hellingerDistanceIsSymmetricAndBetweenZeroAndOne(
      @ForAll("samples") double[] first, @ForAll("samples") double[] second) {
    double distance = HellingerDistance.distance(first, second);
    assertThat(distance).isBetween(0.0, 1.0);
    // values near 1 below the root
    assertThat(HellingerDistance.distance(second, first)).isCloseTo(distance, within(1e-7));
    assertThat(HellingerDistance.distance(first, first)).isCloseTo(0, within(1e-7));
  }

  @Property
  void wassersteinDistanceOfAShiftIsTheShift(
      @ForAll("samples") double[] sample, @ForAll @DoubleRange(min = -50, max = 50) double shift) {
    double[] shifted = Arrays.stream(sample).map(value -> value + shift).toArray();
    assertThat(WassersteinDistance.distance(sample, shifted))
        .isCloseTo(Math.abs(shift), within(1e-9));
  }

  @Property
  void wassersteinDistanceFulfilsTheTriangleInequality(
      @ForAll("samples") double[] first,
      @ForAll("samples") double[] second,
      @ForAll("samples") double[] third) {
    assertThat(WassersteinDistance.distance(first, third))
        .isLessThanOrEqualTo(
            WassersteinDistance.distance(first, second)
                + WassersteinDistance.distance(second, third)
                + 1e-9);
  }

  @Property
  void divergencesAreNotNegativeAndZeroForEqualSamples(
      @ForAll("samples") double[] first, @ForAll("samples") double[] second) {
    assertThat(BinnedDivergences.jensenShannon(first, second))
        .isBetween(0.0, Math.sqrt(Math.log(2)) + 1e-9);
    assertThat(BinnedDivergences.kullbackLeibler(first, second)).isGreaterThan(-1e-9);
    assertThat(BinnedDivergences.populationStabilityIndex(first, second)).isGreaterThan(-1e-9);
    assertThat(BinnedDivergences.jensenShannon(first, first)).isZero();
    assertThat(BinnedDivergences.kullbackLeibler(first, first)).isZero();
    assertThat(BinnedDivergences.populationStabilityIndex(first, first)).isZero();
  }

  /** Counts, of all orders of values without ties, those with at least the same statistic. */
  @Property(tries = 100)
  void kolmogorovSmirnovPValueIsTheFractionOfOrders(
      @ForAll @IntRange(min = 1, max = 6) int referenceSize,
      @ForAll @IntRange(min = 1, max = 6) int currentSize,
      @ForAll int order,
      @ForAll Alternative alternative) {
    int size = referenceSize + currentSize;
    int orders = 0;
    int[] subsets = new int[1 << size];
    for (int subset = 0; subset < subsets.length; subset++) {
      if (Integer.bitCount(subset) == referenceSize) {
        subsets[orders++] = subset;
      }
    }
    TestResult result = test(subsets[Math.floorMod(order, orders)], size, alternative);
    int atLeast = 0;
    for (int index = 0; index < orders; index++) {
      if (test(subsets[index], size, alternative).statistic() >= result.statistic() - 1e-12) {
        atLeast++;
      }
    }
    assertThat(result.pValue()).isCloseTo((double) atLeast / orders, within(1e-12));
  }

  private static TestResult test(int referenceRanks, int size, Alternative alternative) {
    double[] reference = new double[Integer.bitCount(referenceRanks)];
    double[] current = new double[size - reference.length];
    int references = 0;
    for (int rank = 0; rank < size; rank++) {
      if ((referenceRanks >> rank & 1) == 1) {
        reference[references++] = rank;
      } else {
        current[rank - references] = rank;
      }
    }
    return ExactKolmogorovSmirnov.test(reference, current, alternative);
  }

  /** Values with and without ties. */
  @Provide
  Arbitrary<double[]> samples() {
    return Arbitraries.oneOf(
            Arbitraries.doubles().between(-100, 100),
            Arbitraries.integers().between(-3, 3).map(Integer::doubleValue))
        .array(double[].class)
        .ofMinSize(1)
        .ofMaxSize(60);
  }
}
