package org.modyn.supervisor.drift.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RandomSplitsTest {
  /** numpy.random.RandomState(42).permutation(10) of NumPy 2.4.6. */
  @Test
  void permutationIsThatOfNumPy() {
    assertThat(new MersenneTwister(42).permutation(10))
        .containsExactly(8, 1, 5, 0, 7, 2, 9, 4, 3, 6);
  }

  /** train_test_split(range(7), test_size=0.5, random_state=42) of scikit-learn 1.9.1. */
  @Test
  void halvesAreThoseOfScikitLearn() {
    HalfSplit split = HalfSplit.of(7);
    assertThat(split.test()).containsExactly(0, 1, 5, 2);
    assertThat(split.train()).containsExactly(4, 3, 6);
  }

  /** StratifiedKFold(3, shuffle=True, random_state=1) of 5 and 4 samples, scikit-learn 1.9.1. */
  @Test
  void foldsAreThoseOfScikitLearn() {
    StratifiedFolds folds = StratifiedFolds.of(5, 4, 3, 1);
    assertThat(folds.inside(0)).containsExactly(1, 3, 5);
    assertThat(folds.inside(1)).containsExactly(0, 4, 8);
    assertThat(folds.inside(2)).containsExactly(2, 6, 7);
  }

  @Property
  void eachFoldHasItsShareOfEachWindow(
      @ForAll @IntRange(min = 1, max = 50) int first,
      @ForAll @IntRange(min = 5, max = 50) int second,
      @ForAll @IntRange(min = 2, max = 5) int folds,
      @ForAll long seed) {
    StratifiedFolds split = StratifiedFolds.of(first, second, folds, seed);
    int[] seen = new int[first + second];
    for (int fold = 0; fold < folds; fold++) {
      int[] inside = split.inside(fold);
      for (int sample : inside) {
        seen[sample]++;
      }
      long ofFirst = IntStream.of(inside).filter(sample -> sample < first).count();
      assertThat(ofFirst).isBetween((long) first / folds, (long) Math.ceilDiv(first, folds));
      assertThat(inside.length - ofFirst)
          .isBetween((long) second / folds, (long) Math.ceilDiv(second, folds));
      assertThat(split.outside(fold)).hasSize(seen.length - inside.length);
    }
    assertThat(seen).containsOnly(1);
  }
}
