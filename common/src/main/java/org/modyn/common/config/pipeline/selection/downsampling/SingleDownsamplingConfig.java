package org.modyn.common.config.pipeline.selection.downsampling;

/** One downsampling strategy for all triggers. */
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
  /** The fraction of the samples to select, and when to select. */
  DownsamplingSchedule schedule();
}
