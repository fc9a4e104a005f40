package org.modyn.ml.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.ml.loader.BatchSource;
import org.modyn.ml.loader.LoadedBatch;
import org.modyn.ml.loader.LoaderOptions;
import org.modyn.ml.loader.SourceCounts;
import org.modyn.ml.loader.SourceState;
import org.modyn.ml.sampling.SamplingFixture.Keys;
import org.modyn.ml.sampling.SamplingFixture.Sample;
import org.modyn.ml.testing.LearnableSamples;

final class BatchThenSampleTest {
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

  private static Keys keys(int size, boolean weighted) {
    return new Keys(LongStream.range(0, size).toArray(), 2, weighted);
  }

  private List<List<Sample>> all(
      String downsampling, Keys keys, LoaderOptions options, SelectionListener listener) {
    SourceState start = SourceState.start(2);
    try (BatchSource source = fixture.open(downsampling, keys, options, start, listener)) {
      return SamplingFixture.all(source, options.epochs());
    }
  }

  @Test
  void weightsOfTheTrainingSetAreFactors() {
    List<List<Sample>> batches =
        all(
            "strategy: Uncertainty, score_metric: Entropy, ratio: 25",
            keys(400, true),
            SamplingFixture.options(2, 32, 1, true),
            new SelectionCounts());
    assertThat(batches.stream().mapToInt(List::size).sum()).isEqualTo(12 * 8 + 2 * 2);
    for (List<Sample> batch : batches) {
      assertThat(batch)
          .allSatisfy(
              sample -> {
                assertThat(sample.weight()).isEqualTo(SamplingFixture.weight(sample.key()));
                assertThat(sample.label()).isEqualTo(new LearnableSamples().label(sample.key()));
              });
    }
  }

  /** 320 samples are 10 batches; of each, {@code selected} are selected. */
  @ParameterizedTest
  @CsvSource({"100, 32", "99, 31", "50, 16", "33, 10", "10, 3", "3, 1", "1, 1"})
  void batchesAreFilledAcrossEpochs(int ratio, int selected) {
    SelectionCounts counts = new SelectionCounts();
    SourceState start = SourceState.start(2);
    LoaderOptions options = SamplingFixture.options(2, 32, 3, true);
    try (BatchSource source =
        fixture.open("strategy: Loss, ratio: " + ratio, keys(320, false), options, start, counts)) {
      List<List<Sample>> batches = SamplingFixture.all(source, 3);
      batches.removeIf(List::isEmpty);
      int total = 30 * selected;
      assertThat(batches).hasSize(Math.ceilDiv(total, 32));
      assertThat(batches.subList(0, total / 32)).allMatch(batch -> batch.size() == 32);
      assertThat(batches.stream().mapToInt(List::size).sum()).isEqualTo(total);
      assertThat(counts.selected).isEqualTo(total);
      assertThat(counts.offered).isEqualTo(960);
      assertThat(counts.selections).isEqualTo(30);
      assertThat(source.counts()).isEqualTo(new SourceCounts(30, 960));
    }
  }

  /** The model does not change, so that the selections after a restart are the same. */
  @ParameterizedTest
  @CsvSource({"30, 1", "30, 2", "70, 1", "70, 3", "100, 2", "5, 1"})
  void aSourceContinuesWhereAnotherWas(int ratio, int batchesEach) {
    Keys keys = keys(330, true);
    LoaderOptions options = SamplingFixture.options(2, 32, 3, true);
    String downsampling = "strategy: Loss, ratio: " + ratio;
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
}
