package org.modyn.common.config.pipeline.selection.weighting;

import org.modyn.common.config.schema.Discriminator;

/** How much each sample counts in the loss. */
@Discriminator("name")
public sealed interface WeightingConfig
    permits InverseLabelFrequencyConfig, RecencyConfig, LabelWeightsConfig {}
