package org.modyn.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.config.pipeline.selection.downsampling.DownsamplingConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

final class BalancedDownsamplingTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Uncertainty, score_metric: Margin",
        "KcenterGreedy",
        "GradMatch",
        "Craig",
        "Submodular, submodular_function: GraphCut"
      })
  void labelsAreNotBalancedWithinABatch(String strategy) {
    String batches = "{strategy: %s, ratio: 50, balance: true}".formatted(strategy);
    assertThatThrownBy(() -> ConfigLoader.parse("file", batches, DownsamplingConfig.class))
        .isInstanceOfSatisfying(
            ModynException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
        .hasMessageContaining(
            "balance: needs sample_then_batch: true, as a batch has too few samples of each label"
                + " to select from; add it, or set balance to false");
    String all = batches.replace("}", ", sample_then_batch: true}");
    assertThat(ConfigLoader.parse("file", all, DownsamplingConfig.class).toString())
        .contains("balance=true");
    String unbalanced = batches.replace("true", "false");
    assertThat(ConfigLoader.parse("file", unbalanced, DownsamplingConfig.class).toString())
        .contains("balance=false");
  }
}
