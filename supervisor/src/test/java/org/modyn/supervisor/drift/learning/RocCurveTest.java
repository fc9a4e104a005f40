package org.modyn.supervisor.drift.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;

class RocCurveTest {
  /** Few distinct scores, so that many are equal. */
  @Property
  void areaIsTheFractionOfPairsInOrder(
      @ForAll @NotEmpty @Size(max = 20) List<@IntRange(min = 0, max = 9) Integer> positives,
      @ForAll @NotEmpty @Size(max = 20) List<@IntRange(min = 0, max = 9) Integer> negatives) {
    double inOrder = 0;
    for (int positive : positives) {
      for (int negative : negatives) {
        inOrder += positive > negative ? 1 : positive == negative ? 0.5 : 0;
      }
    }
    assertThat(RocCurve.area(scores(positives), scores(negatives)))
        .isCloseTo(inOrder / (positives.size() * negatives.size()), within(1e-12));
  }

  private static double[] scores(List<Integer> scores) {
    return scores.stream().mapToDouble(Integer::doubleValue).toArray();
  }
}
