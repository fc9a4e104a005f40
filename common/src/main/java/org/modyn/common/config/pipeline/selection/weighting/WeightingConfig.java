package org.modyn.common.config.pipeline.selection.weighting;

import org.modyn.common.config.schema.Discriminator;

/** Weights of samples in the loss. */
@Discriminator("name")
public sealed interface WeightingConfig
    permits InverseLabelFrequencyConfig, RecencyConfig, LabelWeightsConfig {}
