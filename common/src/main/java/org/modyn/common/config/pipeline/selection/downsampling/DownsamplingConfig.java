package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.Discriminator;

/** What part of the training set the trainer trains on. */
@Discriminator("strategy")
public sealed interface DownsamplingConfig
    permits SingleDownsamplingConfig, MultiDownsamplingConfig {}
