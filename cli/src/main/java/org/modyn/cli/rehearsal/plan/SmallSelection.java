package org.modyn.cli.rehearsal.plan;

import java.util.List;
import java.util.Map;
import org.modyn.common.config.RecordCopy;
import org.modyn.common.config.pipeline.selection.CoresetStrategyConfig;
import org.modyn.common.config.pipeline.selection.SelectionStrategyConfig;
import org.modyn.common.config.pipeline.selection.downsampling.DownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.IrreducibleLossTrainingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.MultiDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.RhoLossDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.SingleDownsamplingConfig;

/** A selection strategy; if it trains a model of its own, that training is small. */
final class SmallSelection {
  private SmallSelection() {}

  static SelectionStrategyConfig of(SelectionStrategyConfig selection) {
    return selection instanceof CoresetStrategyConfig coreset
        ? RecordCopy.with(
            coreset, Map.of("downsamplingConfig", downsampling(coreset.downsamplingConfig())))
        : selection;
  }

  private static DownsamplingConfig downsampling(DownsamplingConfig config) {
    return switch (config) {
      case MultiDownsamplingConfig several -> {
        List<SingleDownsamplingConfig> list =
            several.downsamplingList().stream().map(SmallSelection::single).toList();
        yield new MultiDownsamplingConfig(list, several.downsamplingThresholds());
      }
      case SingleDownsamplingConfig one -> single(one);
    };
  }

  private static SingleDownsamplingConfig single(SingleDownsamplingConfig config) {
    return config instanceof RhoLossDownsamplingConfig rho
        ? RecordCopy.with(rho, Map.of("ilTrainingConfig", training(rho.ilTrainingConfig())))
        : config;
  }

  private static IrreducibleLossTrainingConfig training(IrreducibleLossTrainingConfig config) {
    return RecordCopy.with(
        config,
        Map.of(
            "ilModelConfig", SmallModel.of(config.ilModelId(), config.ilModelConfig()).config(),
            "batchSize", Sizes.smallBatch(config.batchSize()),
            "dataloaderWorkers", 1,
            "epochsPerTrigger", Math.min(SmallPipeline.MOST_EPOCHS, config.epochsPerTrigger())));
  }
}
