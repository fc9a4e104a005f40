package org.modyn.common.config.pipeline.selection.weighting;

import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Name;

/**
 * Weights inverse to the frequency of labels: all labels have the same total weight, and the mean
 * weight is 1.
 */
@Description(
    "Weights inverse to the frequency of labels: all labels have the same total weight, and the"
        + " mean weight is 1")
@Name("InverseLabelFrequency")
public record InverseLabelFrequencyConfig() implements WeightingConfig {}
