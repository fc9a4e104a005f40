package org.modyn.common.config.pipeline.downsampling;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;

/** Takes samples that maximize a submodular function. */
@Description("Takes samples that maximize a submodular function")
@Name("Submodular")
public record SubmodularDownsamplingConfig(
    @Inline DownsamplingSchedule schedule,
    @Description("The function") SubmodularFunction submodularFunction,
    @Description("How the samples are searched") @Default("NaiveGreedy")
        GreedySearch submodularOptimizer,
    @Description("Samples that are chosen from at a time") @Default("64") int selectionBatch,
    @Description("Whether each class keeps its share") @Default("false") boolean balance,
    @Description("What stands for the full gradient") @Default("LastLayer")
        FullGradientApproximation fullGradApproximation)
    implements SingleDownsamplingConfig {
  /** The function to maximize. */
  public enum SubmodularFunction {
    @Name("FacilityLocation")
    FACILITY_LOCATION,
    @Name("GraphCut")
    GRAPH_CUT,
    @Name("LogDeterminant")
    LOG_DETERMINANT
  }
}
