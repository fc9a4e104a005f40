package org.modyn.common.downsampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.selection.downsampling.DownsamplingSchedule;
import org.modyn.common.config.pipeline.selection.downsampling.LossDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.common.config.pipeline.selection.downsampling.SingleDownsamplingConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** The keys are those of {@code downsampling_params} of the original's strategies. */
class DownsamplingSpecificationTest {
  private static final List<String> GREEDY =
      List.of("NaiveGreedy", "LazyGreedy", "StochasticGreedy", "ApproximateLazyGreedy");
  private static final List<String> GRADIENTS = List.of("LastLayer", "LastLayerWithEmbedding");

  /** The options of each strategy, with all values of each option. */
  private static List<String> strategies() {
    List<String> strategies = new ArrayList<>();
    strategies.add("strategy: Loss");
    strategies.add("strategy: GradNorm");
    for (String metric : List.of("LeastConfidence", "Entropy", "Margin")) {
      strategies.add("strategy: Uncertainty, score_metric: " + metric);
    }
    strategies.add("strategy: KcenterGreedy");
    for (String gradient : GRADIENTS) {
      strategies.add("strategy: GradMatch, full_grad_approximation: " + gradient);
      for (String greedy : GREEDY) {
        strategies.add(
            "strategy: Craig, selection_batch: 7, greedy: %s, full_grad_approximation: %s"
                .formatted(greedy, gradient));
        for (String function : List.of("FacilityLocation", "GraphCut", "LogDeterminant")) {
          strategies.add(
              "strategy: Submodular, submodular_function: %s, submodular_optimizer: %s, full_grad_approximation: %s"
                  .formatted(function, greedy, gradient));
        }
      }
    }
    strategies.add(
        """
        strategy: RHOLoss, holdout_set_strategy: Simple, holdout_set_ratio: 30,
        il_training_config: {dataloader_workers: 1, use_previous_model: false, batch_size: 4,
          shuffle: true, il_model_id: DLRM, il_model_config: {embedding_dim: 4},
          optimizers: [{name: default, algorithm: SGD, source: PyTorch,
            param_groups: [{module: model, config: {lr: 0.1}}]}],
          optimization_criterion: {name: CrossEntropyLoss}}\
        """);
    return strategies;
  }

  @Provide
  Arbitrary<SingleDownsamplingConfig> configs() {
    Arbitrary<Integer> ratioMax = Arbitraries.integers().between(1, 10_000);
    Arbitrary<String> schedules =
        Combinators.combine(
                ratioMax.flatMap(
                    max ->
                        Arbitraries.integers()
                            .between(0, max)
                            .map(
                                ratio ->
                                    String.format(
                                        Locale.ROOT, "ratio: %d, ratio_max: %d", ratio, max))),
                Arbitraries.integers().between(0, 9))
            .as((ratio, period) -> ratio + ", sample_then_batch: true, period: " + period);
    Arbitrary<String> batches =
        Arbitraries.integers()
            .between(1, 100)
            .map(ratio -> "sample_then_batch: false, ratio: " + ratio);
    Arbitrary<String> rs2 =
        Combinators.combine(Arbitraries.integers().between(1, 100), Arbitraries.of(true, false))
            .as("strategy: RS2, ratio: %d, with_replacement: %s"::formatted);
    return Arbitraries.oneOf(
            Combinators.combine(Arbitraries.of(strategies()), Arbitraries.oneOf(schedules, batches))
                .as((strategy, schedule) -> strategy + ", " + schedule),
            rs2)
        .map(yaml -> ConfigLoader.parse("test", "{" + yaml + "}", SingleDownsamplingConfig.class));
  }

  @Property
  void theTrainerReadsWhatTheSelectorWrites(
      @ForAll("configs") SingleDownsamplingConfig config, @ForAll int maximumKeys) {
    DownsamplingSpecification specification = new DownsamplingSpecification(config, maximumKeys);
    assertThat(
            DownsamplingSpecification.parse(specification.strategyName(), specification.toJson()))
        .isEqualTo(specification);
  }

  @Example
  void theKeysAreThoseOfTheOriginal() {
    assertThat(loss(true, 50, 100, 3).toJson())
        .isEqualTo(
            "{\"sample_then_batch\":true,\"downsampling_ratio\":50,\"ratio_max\":100,"
                + "\"downsampling_period\":3,\"maximum_keys_in_memory\":1000}");
    assertThat(loss(false, 50, 100, 3).toJson())
        .isEqualTo(
            "{\"sample_then_batch\":false,\"downsampling_ratio\":50,\"ratio_max\":100,"
                + "\"maximum_keys_in_memory\":1000}");
  }

  @Example
  void theScaleIsInPercentWhateverRatioMax() {
    assertThat(loss(false, 125, 1000, 1).statusBarScale()).isEqualTo(12);
  }

  private static DownsamplingSpecification loss(boolean all, int ratio, int ratioMax, int period) {
    return new DownsamplingSpecification(
        new LossDownsamplingConfig(
            new DownsamplingSchedule(all, new SamplingRatio(ratio, ratioMax), period)),
        1000);
  }

  @Example
  void strategiesOfOtherVersionsAreRefusedByName() {
    assertThatThrownBy(() -> DownsamplingSpecification.parse("RemoteMagic", "{}"))
        .isInstanceOfSatisfying(
            ModynException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.UNIMPLEMENTED))
        .hasMessageContaining("RemoteMagic");
  }

  @Example
  void damagedConfigurationsAreRefused() {
    for (String json :
        List.of(
            "{",
            "{\"downsampling_ratio\": 5}",
            "{\"downsampling_ratio\": 500, \"maximum_keys_in_memory\": 1}",
            "{\"ratio\": 5, \"downsampling_ratio\": \"x\", \"maximum_keys_in_memory\": 1}")) {
      assertThatThrownBy(() -> DownsamplingSpecification.parse("RemoteLossDownsampling", json))
          .as(json)
          .isInstanceOfSatisfying(
              ModynException.class,
              e ->
                  assertThat(e.category().name().toLowerCase(Locale.ROOT))
                      .isEqualTo("invalid_argument"))
          .hasMessageContaining("RemoteLossDownsampling");
    }
  }
}
