package org.modyn.common.config.pipeline;

import java.util.Optional;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Required;

/** Trains on the data of this trigger and of some or all triggers before it. */
@Description("Trains on the data of this trigger and of some or all triggers before it")
@Name("NewDataStrategy")
public record NewDataStrategyConfig(
    @Description("Keys that the strategy may hold at a time: the size of a partition") @Minimum(1)
        int maximumKeysInMemory,
    @Description("Name of a metadata processor; accepted, but not used")
        Optional<String> processorType,
    @Description("Samples to train on at most at a trigger; -1: all") @Default("-1") long limit,
    @Description("Where the selector keeps what the pipeline has seen") @Default("database")
        StorageBackend storageBackend,
    @Description("Whether the selector supplies a weight with each sample") @Default("false")
        boolean usesWeights,
    @Description(
            "How many triggers before the present one to take data from; 0: only this trigger's"
                + " data; null: all data seen so far")
        @Required
        @Minimum(0)
        Optional<Integer> tailTriggers,
    @Description(
            "Which samples to keep when there are more than the limit; only used when"
                + " tail_triggers is 0")
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
