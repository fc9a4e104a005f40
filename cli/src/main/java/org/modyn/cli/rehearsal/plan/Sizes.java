package org.modyn.cli.rehearsal.plan;

import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.pipeline.selection.CoresetStrategyConfig;
import org.modyn.common.config.pipeline.selection.PresamplingConfig;
import org.modyn.common.config.pipeline.selection.SelectionStrategyConfig;
import org.modyn.common.config.pipeline.selection.downsampling.DownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.DownsamplingSchedule;
import org.modyn.common.config.pipeline.selection.downsampling.MultiDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.RhoLossDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.RhoLossDownsamplingConfig.HoldoutStrategy;
import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.common.config.pipeline.selection.downsampling.SingleDownsamplingConfig;
import org.modyn.common.config.pipeline.trigger.DataAmountTriggerConfig;

/**
 * The numbers of samples of a rehearsal.
 *
 * @param batchSize of a training
 * @param samplesPerTrigger new samples at each trigger
 * @param samplesTrained the maximum number of these that are selected
 */
record Sizes(int batchSize, int samplesPerTrigger, int samplesTrained) {
  /** Small enough for a quick rehearsal. */
  private static final int LARGEST_BATCH = 4;

  /** Two full batches and a partial one. */
  private static final double BATCHES = 2.5;

  private static final int MOST_SAMPLES = 1_000;

  /**
   * Sizes for a pipeline. If a batch of the file is larger than the selection of a trigger, so it
   * is here, so that the rehearsal shows the consequences.
   */
  static Sizes of(PipelineConfig pipeline) {
    int batchSize = smallBatch(pipeline.training().batchSize());
    SelectionStrategyConfig selection = pipeline.selectionStrategy();
    double share = share(selection);
    int samples = (int) Math.clamp(Math.ceil(BATCHES * batchSize / share), 1, MOST_SAMPLES);
    long samplesOfFile = Long.MAX_VALUE;
    if (pipeline.trigger() instanceof DataAmountTriggerConfig amount) {
      samplesOfFile = amount.numSamples();
      samples = Math.min(samples, amount.numSamples());
    }
    int trained = (int) selected(selection, samples, share);
    boolean filled = selected(selection, samplesOfFile, share) >= pipeline.training().batchSize();
    int batch =
        filled || !pipeline.training().dropLastBatch()
            ? batchSize
            : Math.min(pipeline.training().batchSize(), trained + 1);
    return new Sizes(batch, samples, Math.max(1, trained));
  }

  /** The batch size in a rehearsal for a batch size in the file. */
  static int smallBatch(int batchSize) {
    return Math.min(batchSize, LARGEST_BATCH);
  }

  private static long selected(SelectionStrategyConfig selection, long samples, double share) {
    long chosen = samples == Long.MAX_VALUE ? samples : (long) (samples * share);
    return selection.limit() < 0 ? chosen : Math.min(selection.limit(), chosen);
  }

  /** The fraction of a trigger's samples that is trained on. */
  private static double share(SelectionStrategyConfig selection) {
    if (!(selection instanceof CoresetStrategyConfig coreset)) {
      return 1;
    }
    PresamplingConfig presampling = coreset.presamplingConfig();
    double presampled =
        presampling.strategy() == PresamplingConfig.Strategy.NO ? 1 : share(presampling.part());
    return Math.max(presampled * share(coreset.downsamplingConfig()), 1.0 / MOST_SAMPLES);
  }

  private static double share(DownsamplingConfig downsampling) {
    return switch (downsampling) {
      case MultiDownsamplingConfig several ->
          several.downsamplingList().stream().mapToDouble(Sizes::shareOfOne).min().orElse(1);
      case SingleDownsamplingConfig one -> shareOfOne(one);
    };
  }

  /** With RHO loss, another model is trained on a part of the samples. */
  private static double shareOfOne(SingleDownsamplingConfig downsampling) {
    DownsamplingSchedule schedule = downsampling.schedule();
    double chosen = schedule.sampleThenBatch() ? share(schedule.part()) : 1;
    return downsampling instanceof RhoLossDownsamplingConfig rho
        ? Math.min(chosen, shareOfSmallestHoldoutSet(rho))
        : chosen;
  }

  private static double shareOfSmallestHoldoutSet(RhoLossDownsamplingConfig rho) {
    double first = (double) rho.holdoutSetRatio() / rho.holdoutSetRatioMax();
    return rho.holdoutSetStrategy() == HoldoutStrategy.TWIN ? Math.min(first, 1 - first) : first;
  }

  private static double share(SamplingRatio part) {
    return (double) part.ratio() / part.ratioMax();
  }
}
