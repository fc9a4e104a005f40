package org.modyn.common.config.pipeline.selection.downsampling;

/** One way to choose, for all triggers. */
public sealed interface SingleDownsamplingConfig extends DownsamplingConfig
    permits UncertaintyDownsamplingConfig,
        KcenterGreedyDownsamplingConfig,
        GradMatchDownsamplingConfig,
        CraigDownsamplingConfig,
        LossDownsamplingConfig,
        SubmodularDownsamplingConfig,
        GradNormDownsamplingConfig,
        NoDownsamplingConfig,
        RhoLossDownsamplingConfig,
        Rs2DownsamplingConfig {
  /** What part of the samples is taken, and when. */
  DownsamplingSchedule schedule();
}
