package org.modyn.common.config.pipeline;

import org.modyn.common.config.pipeline.downsampling.SamplingRatio;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;

/** What part of the data the selector takes, before a model has seen it. */
@Description("What part of the data the selector takes, before a model has seen it")
public record PresamplingConfig(
    @Description("How the samples are chosen") Strategy strategy,
    @Inline SamplingRatio part,
    @Description(
            "Whether all classes get the same number of samples, even if that is fewer than the"
                + " ratio asks for")
        @Default("false")
        boolean forceColumnBalancing,
    @Description(
            "Whether to take as many samples as the ratio asks for, even if classes get different"
                + " numbers")
        @Default("false")
        boolean forceRequiredTargetSize) {

  /** How the samples are chosen. */
  public enum Strategy {
    /** At random. */
    @Name("Random")
    RANDOM,
    /** At random, each once before any a second time. */
    @Name("RandomNoReplacement")
    RANDOM_NO_REPLACEMENT,
    /** The same number of each label. */
    @Name("LabelBalanced")
    LABEL_BALANCED,
    /** The same number of each trigger. */
    @Name("TriggerBalanced")
    TRIGGER_BALANCED,
    /** All of them. */
    @Name("No")
    NO
  }
}
