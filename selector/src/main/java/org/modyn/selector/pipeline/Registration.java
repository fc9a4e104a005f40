package org.modyn.selector.pipeline;

import static java.util.Objects.requireNonNull;

import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.selection.ClassBalancedReservoirStrategyConfig;
import org.modyn.common.config.pipeline.selection.CoresetStrategyConfig;
import org.modyn.common.config.pipeline.selection.FreshnessSamplingStrategyConfig;
import org.modyn.common.config.pipeline.selection.LossWeightedStrategyConfig;
import org.modyn.common.config.pipeline.selection.NewDataStrategyConfig;
import org.modyn.common.config.pipeline.selection.RecencyWeightedStrategyConfig;
import org.modyn.common.config.pipeline.selection.SelectionStrategyConfig;
import org.modyn.common.error.ModynException;
import org.modyn.selector.loss.RecordedLosses;
import org.modyn.selector.strategy.ClassBalancedReservoirStrategy;
import org.modyn.selector.strategy.CoresetStrategy;
import org.modyn.selector.strategy.FreshnessSamplingStrategy;
import org.modyn.selector.strategy.LossWeightedStrategy;
import org.modyn.selector.strategy.NewDataStrategy;
import org.modyn.selector.strategy.RecencyWeightedStrategy;
import org.modyn.selector.strategy.SelectionStrategy;

/**
 * The parameters that a pipeline is registered with.
 *
 * @param workers the number of workers that a partition is divided among
 */
public record Registration(SelectionStrategyConfig selectionStrategy, int workers) {
  public Registration {
    requireNonNull(selectionStrategy, "selectionStrategy is null");
    createStrategy(selectionStrategy, RecordedLosses.NONE);
  }

  /**
   * Parses a registration.
   *
   * @param selectionStrategy the pipeline file's section {@code selection_strategy}, as JSON
   * @param workers the pipeline file's {@code training.dataloader_workers}; with 0 the trainer
   *     loads without extra threads, which is one worker
   * @throws ModynException INVALID_ARGUMENT, naming the fields
   */
  public static Registration parse(String selectionStrategy, int workers) {
    if (workers < 0) {
      throw ModynException.invalidArgument(
          "num_workers is %s, but must be at least 0 (which means 1)", workers);
    }
    SelectionStrategyConfig config =
        ConfigLoader.parse("selection_strategy", selectionStrategy, SelectionStrategyConfig.class);
    return new Registration(config, Math.max(workers, 1));
  }

  String selectionStrategyJson() {
    return ConfigLoader.toJson(selectionStrategy);
  }

  /**
   * @param losses those of the trainings of this selector's pipelines
   */
  SelectionStrategy createStrategy(RecordedLosses losses) {
    return createStrategy(selectionStrategy, losses);
  }

  private static SelectionStrategy createStrategy(
      SelectionStrategyConfig selectionStrategy, RecordedLosses losses) {
    return switch (selectionStrategy) {
      case NewDataStrategyConfig config -> new NewDataStrategy(config);
      case FreshnessSamplingStrategyConfig config -> new FreshnessSamplingStrategy(config);
      case CoresetStrategyConfig config -> new CoresetStrategy(config);
      case RecencyWeightedStrategyConfig config -> new RecencyWeightedStrategy(config);
      case LossWeightedStrategyConfig config -> new LossWeightedStrategy(config, losses);
      case ClassBalancedReservoirStrategyConfig config ->
          new ClassBalancedReservoirStrategy(config);
    };
  }
}
