/** Weights of samples: {@code selection_strategy.weighting}. */
package org.modyn.common.config.pipeline.selection.weighting;
