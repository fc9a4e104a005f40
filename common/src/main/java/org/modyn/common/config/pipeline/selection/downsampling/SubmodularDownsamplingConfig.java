package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;

/** Selects samples that maximize a submodular function. */
@Description("Selects samples that maximize a submodular function")
@Name("Submodular")
public record SubmodularDownsamplingConfig(
    @Inline DownsamplingSchedule schedule,
    @Description("The function") SubmodularFunction submodularFunction,
    @Description("The search algorithm") @Default("NaiveGreedy") GreedySearch submodularOptimizer,
    @Description("Number of samples to select from at a time") @Default("64") int selectionBatch,
    @Description("Whether to keep the proportions of the classes") @Default("false")
        boolean balance,
    @Description("The approximation of the full gradient") @Default("LastLayer")
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
