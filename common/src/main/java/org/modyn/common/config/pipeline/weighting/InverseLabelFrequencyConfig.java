package org.modyn.common.config.pipeline.weighting;

import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Name;

/** Weighs samples so that all labels together count the same, and a sample counts 1 in the mean. */
@Description(
    "Weighs samples so that all labels together count the same, and a sample counts 1 in the mean")
@Name("InverseLabelFrequency")
public record InverseLabelFrequencyConfig() implements WeightingConfig {}
