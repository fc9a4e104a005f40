package org.modyn.ml.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.sample.SampleReadPolicy;
import org.modyn.ml.loader.LoaderFixture.Loaded;
import org.modyn.ml.testing.TestSelector;
import org.modyn.ml.testing.TestStorage;

/** Samples that storage cannot send are missing from the batches, and counted. */
final class SkippedSamplesTest {
  private static final int KEYS = 1000;
  private static final LongPredicate DELETED = key -> key % 7 == 3;
  private static final LongPredicate UNREADABLE = key -> key >= 100 && key < 250;
  private static final LongPredicate SENT = DELETED.or(UNREADABLE).negate();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theOtherSamplesKeepTheirOrderValuesAndWeights(boolean weighted) {
    LoaderOptions options = new LoaderOptions(1, 16, 2, true, 5, false, true, 1, 2);
    try (LoaderFixture fixture = start(1, weighted, DELETED, UNREADABLE);
        LoaderFixture whole = start(1, weighted, key -> false, key -> false)) {
      SkippedSamples skipped = new SkippedSamples(new SampleReadPolicy(true, true));
      List<List<Loaded>> epochs = fixture.load(options, skipped);
      List<List<Loaded>> all = whole.load(options);
      for (int epoch = 0; epoch < 2; epoch++) {
        epochs.get(epoch).forEach(batch -> batch.assertConsistent(weighted));
        assertThat(LoaderFixture.keys(epochs.get(epoch)))
            .isEqualTo(LoaderFixture.keys(all.get(epoch)).stream().filter(SENT::test).toList());
        assertThat(epochs.get(epoch)).allSatisfy(batch -> assertThat(batch.keys()).isNotEmpty());
      }
      long unreadable = LongStream.range(100, 250).filter(DELETED.negate()).count();
      assertThat(skipped.deleted()).isEqualTo(LongStream.range(0, KEYS).filter(DELETED).count());
      assertThat(skipped.unreadable()).isEqualTo(unreadable);
      assertThat(skipped.describe())
          .satisfiesExactly(
              line -> assertThat(line).startsWith("143 deleted samples skipped: keys 3, 10, 17, "),
              line ->
                  assertThat(line)
                      .startsWith("128 unreadable samples skipped: keys 100, 102 to 107, 109 to"));
    }
  }

  @Test
  void severalWorkersSkipTheSameSamples() {
    LoaderOptions options = new LoaderOptions(3, 16, 1, true, 5, false, true, 1, 2);
    try (LoaderFixture fixture = start(3, false, DELETED, UNREADABLE)) {
      SkippedSamples skipped = new SkippedSamples(new SampleReadPolicy(true, true));
      assertThat(LoaderFixture.keys(fixture.load(options, skipped).getFirst()))
          .containsExactlyInAnyOrderElementsOf(
              LongStream.range(0, KEYS).filter(SENT).boxed().toList());
      assertThat(skipped.deleted() + skipped.unreadable()).isEqualTo(143 + 128);
    }
  }

  @Test
  void anEpochWithoutSamplesHasNoBatches() {
    LoaderOptions options = new LoaderOptions(2, 16, 3, true, 5, false, true, 1, 2);
    try (LoaderFixture fixture = start(2, false, key -> true, key -> false)) {
      SkippedSamples skipped = new SkippedSamples(new SampleReadPolicy(true, false));
      assertThat(fixture.load(options, skipped)).allSatisfy(epoch -> assertThat(epoch).isEmpty());
      assertThat(skipped.describe()).containsExactly("1000 deleted samples skipped: keys 0 to 999");
    }
  }

  @Test
  void whatThePolicyDoesNotSkipIsAnError() {
    LoaderOptions options = new LoaderOptions(1, 16, 1, false, 5, false, true, 1, 2);
    try (LoaderFixture fixture = start(1, false, DELETED, UNREADABLE)) {
      SkippedSamples onlyDeleted = new SkippedSamples(new SampleReadPolicy(true, false));
      assertThatThrownBy(() -> fixture.load(options, onlyDeleted))
          .isInstanceOfSatisfying(
              ModynException.class,
              e -> assertThat(e.category()).isEqualTo(ErrorCategory.DATA_LOSS));
      assertThatThrownBy(() -> fixture.load(options))
          .isInstanceOfSatisfying(
              ModynException.class,
              e -> assertThat(e.category()).isEqualTo(ErrorCategory.NOT_FOUND));
    }
  }

  private static LoaderFixture start(
      int workers, boolean weighted, LongPredicate deleted, LongPredicate unreadable) {
    TestStorage storage = LoaderFixture.storage(KEYS, 10);
    storage.delete(deleted);
    storage.damage(key -> unreadable.test(key) && !deleted.test(key));
    long[] keys = LongStream.range(0, KEYS).toArray();
    return LoaderFixture.start(storage, new TestSelector(keys, 4, workers, weighted));
  }
}
