package org.modyn.common.config.pipeline.selection;

import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;

/** The subset of the data that the selector draws without a model. */
@Description("The subset of the data that the selector draws without a model")
public record PresamplingConfig(
    @Description("How samples are selected") Strategy strategy,
    @Inline SamplingRatio part,
    @Description(
            "Whether all classes get the same number of samples, even if that is fewer than the"
                + " ratio requires")
        @Default("false")
        boolean forceColumnBalancing,
    @Description(
            "Whether to select as many samples as the ratio requires, even if classes get different"
                + " numbers")
        @Default("false")
        boolean forceRequiredTargetSize) {

  /** How samples are selected. */
  public enum Strategy {
    /** At random. */
    @Name("Random")
    RANDOM,
    /** At random; each sample once before any is selected a second time. */
    @Name("RandomNoReplacement")
    RANDOM_NO_REPLACEMENT,
    /** The same number of samples of each label. */
    @Name("LabelBalanced")
    LABEL_BALANCED,
    /** The same number of samples of each trigger. */
    @Name("TriggerBalanced")
    TRIGGER_BALANCED,
    /** All of them. */
    @Name("No")
    NO
  }
}
