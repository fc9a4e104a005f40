package org.modyn.common.config.pipeline.selection;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;

/** Trains on the data of the current trigger and of some or all triggers before it. */
@Description("Trains on the data of the current trigger and of some or all triggers before it")
@Name("NewDataStrategy")
public record NewDataStrategyConfig(
    @Inline SelectionSettings settings,
    @Description(
            "Which samples to select if there are more than the limit; only used if tail_triggers"
                + " is null, otherwise they are drawn uniformly")
        @Default("lastX")
        LimitReset limitReset)
    implements SelectionStrategyConfig {

  /** Which samples to keep when there are more than the limit. */
  public enum LimitReset {
    /** The newest ones. */
    @Name("lastX")
    LAST_X,
    /** A uniform random sample. */
    @Name("sampleUAR")
    SAMPLE_UNIFORMLY
  }
}
