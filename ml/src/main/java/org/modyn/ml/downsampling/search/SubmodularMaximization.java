package org.modyn.ml.downsampling.search;

import java.util.random.RandomGenerator;
import org.modyn.common.config.pipeline.selection.downsampling.GreedySearch;
import org.modyn.common.config.pipeline.selection.downsampling.SubmodularDownsamplingConfig.SubmodularFunction;
import org.modyn.common.error.ModynException;

/** Selects the rows that maximize a submodular function of their directions, greedily. */
public final class SubmodularMaximization {
  private SubmodularMaximization() {}

  /**
   * Selects rows. {@link FacilityLocation} keeps the similarities that it computes, 4 bytes for
   * each pair of rows, if those of all pairs are within the limit; otherwise it computes them
   * again. The other functions need no pairs.
   *
   * @param count from 1 to the number of rows
   * @return the rows in the order of selection
   * @throws ModynException CANCELLED when the thread is interrupted
   */
  public static int[] select(
      SubmodularFunction function,
      GreedySearch search,
      FeatureMatrix matrix,
      int count,
      RandomGenerator random,
      MemoryLimit limit) {
    Directions directions = new Directions(matrix);
    SetFunction setFunction =
        switch (function) {
          case FACILITY_LOCATION ->
              new FacilityLocation(
                  KeptRows.of(
                      directions.similarities(), limit.allows(matrix.size(), matrix.size())));
          case GRAPH_CUT -> new GraphCut(directions);
          case LOG_DETERMINANT -> new LogDeterminant(directions, count);
        };
    return SubmodularSearch.of(search).maximize(setFunction, count, random);
  }
}
