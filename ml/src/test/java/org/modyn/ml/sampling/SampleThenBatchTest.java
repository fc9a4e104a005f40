package org.modyn.ml.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.ml.loader.BatchSource;
import org.modyn.ml.loader.LoadedBatch;
import org.modyn.ml.loader.LoaderOptions;
import org.modyn.ml.loader.SourceState;
import org.modyn.ml.sampling.SamplingFixture.Keys;
import org.modyn.ml.sampling.SamplingFixture.Sample;
import org.modyn.ml.testing.LearnableSamples;

final class SampleThenBatchTest {
  private static final String LOSS = "strategy: Loss, ratio: 20, sample_then_batch: true";

  @TempDir private Path directory;
  private SamplingFixture fixture;

  @BeforeEach
  void open() {
    fixture = new SamplingFixture(directory);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  /** In no order. */
  private static long[] keys(int size) {
    return LongStream.range(0, size).map(key -> key * 7 % size).toArray();
  }

  private List<List<Sample>> all(
      String downsampling, Keys keys, LoaderOptions options, SelectionListener listener) {
    SourceState start = SourceState.start(options.workers());
    try (BatchSource source = fixture.open(downsampling, keys, options, start, listener)) {
      return SamplingFixture.all(source, options.epochs());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void theSelectionDoesNotDependOnTheNumberOfWorkers(int workers) {
    SortedMap<Long, Float> expected = selection(1);
    assertThat(expected).hasSize(200);
    assertThat(selection(workers)).isEqualTo(expected);
  }

  private SortedMap<Long, Float> selection(int workers) {
    Keys keys = new Keys(keys(SamplingFixture.KEYS), workers, false);
    LoaderOptions options = SamplingFixture.options(workers, 32, 1, true);
    SelectionCounts counts = new SelectionCounts();
    List<List<Sample>> batches = all(LOSS, keys, options, counts);
    assertThat(counts.scored).isEqualTo(counts.toScore).isEqualTo(SamplingFixture.KEYS);
    assertThat(counts.offered).isEqualTo(SamplingFixture.KEYS);
    assertThat(counts.selected).isEqualTo(200);
    for (List<Sample> batch : batches) {
      assertThat(batch)
          .allSatisfy(
              sample ->
                  assertThat(sample.label()).isEqualTo(new LearnableSamples().label(sample.key())));
    }
    return SamplingFixture.byKey(batches);
  }

  @Test
  void weightsOfTheTrainingSetAreFactors() {
    Keys keys = new Keys(keys(500), 2, true);
    LoaderOptions options = SamplingFixture.options(2, 32, 1, true);
    SortedMap<Long, Float> selection =
        SamplingFixture.byKey(
            all(
                "strategy: RS2, ratio: 30, with_replacement: true",
                keys,
                options,
                new SelectionCounts()));
    assertThat(selection).hasSize(150);
    selection.forEach((key, weight) -> assertThat(weight).isEqualTo(SamplingFixture.weight(key)));
  }

  @Test
  void samplesThatStorageSkipsAreNotSelected() {
    // the first two batches of the scoring pass, of which nothing is left, and others
    fixture.storage.delete(key -> key < 64 || key % 10 == 3);
    LoaderOptions options = SamplingFixture.options(2, 32, 1, false);
    SelectionCounts counts = new SelectionCounts();
    SortedMap<Long, Float> selection =
        SamplingFixture.byKey(
            all(
                "strategy: Uncertainty, score_metric: Margin, ratio: 50, sample_then_batch: true",
                new Keys(keys(SamplingFixture.KEYS), 2, false),
                options,
                counts));
    long left = LongStream.range(64, SamplingFixture.KEYS).filter(key -> key % 10 != 3).count();
    assertThat(counts.offered).isEqualTo(left);
    assertThat(selection).hasSize((int) (left / 2));
    assertThat(selection.keySet()).allMatch(key -> key >= 64 && key % 10 != 3);
  }

  @Test
  void keysMayRepeat() {
    long[] twice = LongStream.range(0, 400).map(index -> index / 2).toArray();
    SelectionCounts counts = new SelectionCounts();
    List<List<Sample>> batches =
        all(
            "strategy: Loss, ratio: 100, sample_then_batch: true",
            new Keys(twice, 2, true),
            SamplingFixture.options(2, 32, 1, true),
            counts);
    assertThat(counts.offered).isEqualTo(400);
    assertThat(batches.stream().flatMap(List::stream).map(Sample::key))
        .containsExactlyInAnyOrderElementsOf(LongStream.of(twice).boxed().toList());
  }

  /** The model does not change, so that the selections after a restart are the same. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5, 6, 13})
  void aSourceContinuesWhereAnotherWas(int batchesEach) {
    Keys keys = new Keys(keys(SamplingFixture.KEYS), 2, false);
    LoaderOptions options = SamplingFixture.options(2, 32, 5, true);
    String downsampling = LOSS + ", period: 2";
    List<List<Sample>> expected = all(downsampling, keys, options, new SelectionCounts());
    List<List<Sample>> actual = new ArrayList<>();
    SourceState state = SourceState.start(2);
    boolean ended = false;
    while (!ended) {
      try (BatchSource source =
          fixture.open(downsampling, keys, options, state, new SelectionCounts())) {
        int batches = 0;
        while (batches < batchesEach && source.epoch() < options.epochs()) {
          try (LoadedBatch batch = source.next()) {
            actual.add(batch == null ? List.of() : SamplingFixture.samples(batch.tensors()));
            batches += batch == null ? 0 : 1;
          }
        }
        ended = source.epoch() == options.epochs();
        state = source.state();
      }
    }
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void theFilesAreDeletedAtTheEnd() {
    Keys keys = new Keys(keys(SamplingFixture.KEYS), 1, false);
    LoaderOptions options = SamplingFixture.options(1, 32, 2, false);
    SourceState start = SourceState.start(1);
    try (BatchSource source = fixture.open(LOSS, keys, options, start, new SelectionCounts())) {
      try (LoadedBatch batch = source.next()) {
        assertThat(batch.tensors().isWeighted()).isTrue();
      }
      // 200 samples in partitions of 70
      assertThat(directory.resolve("selection"))
          .isDirectoryContaining("glob:**2.training-set")
          .isDirectoryNotContaining("glob:**3.training-set")
          .isDirectoryNotContaining("glob:**.tmp");
    }
    assertThat(directory.resolve("selection")).doesNotExist();
  }
}
