package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.Discriminator;

/** The subset of a training set that the trainer trains on. */
@Discriminator("strategy")
public sealed interface DownsamplingConfig
    permits SingleDownsamplingConfig, MultiDownsamplingConfig {}
