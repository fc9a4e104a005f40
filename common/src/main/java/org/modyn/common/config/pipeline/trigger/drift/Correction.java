package org.modyn.common.config.pipeline.trigger.drift;

/** How the p-values of the features are corrected for the number of tests. */
public enum Correction {
  /** Rejects if any p-value is below the level divided by the number of features. */
  BONFERRONI,
  /** Controls the false discovery rate: the procedure of Benjamini and Hochberg. */
  FDR
}
