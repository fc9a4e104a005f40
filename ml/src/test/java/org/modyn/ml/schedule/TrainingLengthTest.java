package org.modyn.ml.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.common.error.ModynException;

/** The lengths are those that the original's {@code _calc_expected_sizes} computes. */
final class TrainingLengthTest {
  @ParameterizedTest
  @CsvSource({
    // samples, workers, batch, epochs, to pass, ratio, of; batches, epochs
    "1000, 1, 10, 1, 0, 1, 1, 100, 1",
    "1009, 1, 10, 3, 0, 1, 1, 300, 3",
    "1000, 3, 10, 2, 0, 1, 1, 198, 2",
    "1000, 0, 10, 2, 0, 1, 1, 200, 2",
    "5, 1, 10, 2, 0, 1, 1, 0, 2",
    "1000, 1, 10, 1, 255, 1, 1, 26, 1",
    "1000, 1, 10, 7, 2501, 1, 1, 251, 3",
    "1000, 4, 64, 1, 5000, 1, 1, 79, 7",
    "1000, 1, 10, 2, 0, 33, 100, 66, 2",
    "1000, 2, 16, 1, 0, 1, 1000, 0, 1",
    "1000, 1, 10, 2, 300, 33, 100, 30, 1",
  })
  void isThatOfTheOriginal(
      long samples,
      int workers,
      int batchSize,
      int epochs,
      long samplesToPass,
      int ratio,
      int ratioMaximum,
      long expectedBatches,
      long expectedEpochs) {
    assertThat(
            TrainingLength.expected(
                samples,
                workers,
                batchSize,
                epochs,
                samplesToPass,
                Optional.of(new SamplingRatio(ratio, ratioMaximum))))
        .isEqualTo(new TrainingLength(expectedBatches, expectedEpochs));
  }

  @Test
  void isNotKnownWithoutAFullBatch() {
    assertThatThrownBy(() -> TrainingLength.expected(15, 2, 10, 1, 100, Optional.empty()))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining("15 samples have no full batch of 10 for each of 2 workers");
  }
}
